import { Ec2Error } from "./ec2-error.ts";
import type { QueryRequest } from "./query-request.ts";

export interface Page<T> {
  readonly members: readonly T[];
  readonly nextToken: string | undefined;
}

/** Cuts the page that `MaxResults` and `NextToken` ask for. Members must be in a stable order. */
export function pageOf<T>(request: QueryRequest, all: readonly T[]): Page<T> {
  const size = pageSize(request);
  const from = offsetOf(request.optional("NextToken"));
  const to = from + (size ?? all.length);
  return { members: all.slice(from, to), nextToken: to < all.length ? tokenOf(to) : undefined };
}

function pageSize(request: QueryRequest): number | undefined {
  const text = request.optional("MaxResults");
  if (text === undefined) return undefined;
  if (request.instanceIds.length > 0)
    throw new Ec2Error(
      "InvalidParameterCombination",
      "The parameter instancesSet cannot be used with the parameter maxResults",
    );
  const size = Number(text);
  if (Number.isInteger(size) && size >= 5 && size <= 1000) return size;
  const message = `Value ( ${text} ) for parameter maxResults is invalid. Expecting a value from 5 to 1000.`;
  throw new Ec2Error("InvalidParameterValue", message);
}

const tokenOf = (offset: number): string => Buffer.from(`after:${offset}`).toString("base64url");

function offsetOf(token: string | undefined): number {
  if (token === undefined) return 0;
  const offset = /^after:(\d+)$/.exec(Buffer.from(token, "base64url").toString())?.[1];
  if (offset === undefined) throw new Ec2Error("InvalidNextToken", "The specified value for NextToken is not valid");
  return Number(offset);
}
