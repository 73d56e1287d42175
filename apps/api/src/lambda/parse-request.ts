import { TRPCError } from "@trpc/server";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import * as z from "zod";

/** Calls in one batch: a page makes a handful at once. */
const MAX_CALLS = 50;

/** A request of tRPC's batch link, or of a single call, before its input is looked at. */
export interface ParsedRequest {
  readonly type: "query" | "mutation";
  readonly isBatch: boolean;
  readonly paths: readonly string[];
  /** @throws TRPCError when the request's input is not JSON. */
  inputOf(index: number): unknown;
}

const badRequest = (message: string): TRPCError => new TRPCError({ code: "BAD_REQUEST", message });

function typeOf(method: string): ParsedRequest["type"] {
  if (method === "GET") return "query";
  if (method === "POST") return "mutation";
  throw new TRPCError({ code: "METHOD_NOT_SUPPORTED", message: "queries are sent by GET, mutations by POST" });
}

function pathOf(rawPath: string): string {
  try {
    return decodeURIComponent(rawPath.slice(1));
  } catch {
    throw badRequest("the path is not URL-encoded");
  }
}

function bodyOf({ body = "", isBase64Encoded, headers }: APIGatewayProxyEventV2): string {
  const mediaType = headers["content-type"]?.split(";")[0]?.trim().toLowerCase();
  if (body !== "" && mediaType !== "application/json") {
    throw new TRPCError({ code: "UNSUPPORTED_MEDIA_TYPE", message: "the body is to be application/json" });
  }
  return isBase64Encoded ? Buffer.from(body, "base64").toString() : body;
}

function parseJson(text: string): unknown {
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    throw badRequest("the input is not JSON");
  }
}

const Inputs = z.record(z.string(), z.unknown());

/** @throws TRPCError for what is no tRPC request at all. */
export function parseRequest(event: APIGatewayProxyEventV2): ParsedRequest {
  const type = typeOf(event.requestContext.http.method);
  const search = new URLSearchParams(event.rawQueryString);
  const isBatch = search.get("batch") === "1";
  const path = pathOf(event.rawPath);
  const paths = isBatch ? path.split(",") : [path];
  if (paths.length > MAX_CALLS) throw badRequest(`a batch has at most ${MAX_CALLS} calls`);
  const input = (): unknown => parseJson(type === "query" ? (search.get("input") ?? "") : bodyOf(event));
  return {
    type,
    isBatch,
    paths,
    inputOf: (index) => (isBatch ? Inputs.catch({}).parse(input())[index] : input()),
  };
}
