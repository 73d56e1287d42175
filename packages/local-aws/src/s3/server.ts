import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Identity } from "../identity.ts";
import type { VerifiedRequest } from "../sigv4/verify.ts";
import { answerPreflight, corsHeadersFor } from "./bucket/preflight.ts";
import { postObject } from "./object/post-object.ts";
import type { S3RequestFault } from "./faults.ts";
import { route } from "./router.ts";
import type { S3Service } from "./service.ts";
import { authenticate } from "./wire/authenticate.ts";
import { asS3Error, S3Error } from "./wire/errors.ts";
import { requestBody } from "./wire/incoming-body.ts";
import { errorReply, type Reply } from "./wire/reply.ts";
import { parseHead, type RequestHead, type S3Request } from "./wire/request.ts";
import { discardReply, sendReply } from "./wire/send-reply.ts";

export interface ServerOptions {
  readonly service: S3Service;
  readonly identities: readonly Identity[];
  /** Told of everything that is no refusal but a bug or a broken disk. */
  readonly onFailure: (error: unknown) => void;
  /** How long a client may fall silent in the middle of its body. */
  readonly silenceMs: number;
  /** Ends waits when the server closes. */
  readonly closing: AbortSignal;
}

/** One HTTP exchange from raw request to sent reply. */
export interface Exchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly requestId: string;
  /** Whether the client holds its body back until it is asked to go on. */
  readonly expectsContinue: boolean;
}

/** Thrown to break the connection without an answer. */
class ConnectionBreak extends Error {}

export async function serve(
  options: ServerOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  expectsContinue: boolean,
): Promise<void> {
  const exchange = { incoming, outgoing, expectsContinue, requestId: randomBytes(8).toString("hex").toUpperCase() };
  const { service } = options;
  let head: RequestHead | undefined;
  let reply: Reply;
  try {
    head = parseHead(incoming.method ?? "", incoming.url ?? "", incoming.rawHeaders);
    reply = await answer(options, exchange, head);
  } catch (error) {
    if (error instanceof ConnectionBreak) return void incoming.socket.destroy();
    reply = replyToError(options, exchange, error);
  }
  const cors = head === undefined ? {} : corsHeadersFor(head, service);
  await sendReply(exchange, { ...reply, headers: { ...cors, ...reply.headers } }, service);
}

function answer(options: ServerOptions, exchange: Exchange, head: RequestHead): Promise<Reply> | Reply {
  const { service } = options;
  if (head.method === "OPTIONS") return answerPreflight(head, service);
  const isForm = head.headers.get("content-type")?.toLowerCase().startsWith("multipart/form-data") === true;
  if (head.method === "POST" && head.bucket !== undefined && head.key === undefined && isForm) {
    const { bucket } = head;
    return withFaults(options, { exchange, head }, () =>
      postObject({ ...head, bucket }, connectionOf(exchange, options), options),
    );
  }
  const { incoming } = exchange;
  const signable = { method: head.method, target: incoming.url ?? "", rawHeaders: incoming.rawHeaders };
  const { identities } = options;
  const verified = authenticate(signable, { identities, service: "s3", region: service.region, now: service.now() });
  const request = { ...head, ...connectionOf(exchange, options), ...signedBy(verified) };
  return withFaults(options, { exchange, head }, () => route(request, service));
}

/** What an operation may know of the connection. */
export type Connection = Pick<S3Request, "requestId" | "sourceIp" | "body">;

const connectionOf = (exchange: Exchange, { silenceMs }: ServerOptions): Connection => ({
  requestId: exchange.requestId,
  sourceIp: exchange.incoming.socket.remoteAddress ?? "127.0.0.1",
  body: () => requestBody(exchange, silenceMs),
});

const signedBy = (verified: VerifiedRequest): Pick<S3Request, "caller" | "payloadHash" | "chunkSeed"> => ({
  caller: verified.identity,
  payloadHash: verified.payloadHash,
  chunkSeed: () => verified.seed,
});

type Run = () => Promise<Reply> | Reply;

async function withFaults(
  { service, closing }: ServerOptions,
  { exchange, head }: { readonly exchange: Exchange; readonly head: RequestHead },
  run: Run,
): Promise<Reply> {
  const fault = service.faults.takeRequestFault(head.method, head);
  if (fault === undefined) return run();
  if (fault.kind === "delay" || fault.delayMs !== undefined)
    await sleep(fault.delayMs ?? 1000, undefined, { signal: closing });
  refuseBefore(fault);
  if (fault.kind === "refuse_late") return late(exchange, run);
  const reply = await run();
  if (fault.kind === "delay") return reply;
  discardReply(reply);
  if (fault.kind === "commit_then_reset") throw new ConnectionBreak();
  throw new S3Error("InternalError");
}

function refuseBefore({ kind }: S3RequestFault): void {
  switch (kind) {
    case "409":
      throw new S3Error("ConditionalRequestConflict");
    case "503":
      throw new S3Error("SlowDown");
    case "500":
      throw new S3Error("InternalError");
    case "reset":
      throw new ConnectionBreak();
    case "delay":
    case "refuse_late":
    case "commit_then_500":
    case "commit_then_reset":
  }
}

async function late(exchange: Exchange, run: Run): Promise<Reply> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    return { ...refusalReply(error, exchange), status: 200 };
  }
}

function refusalReply(refusal: S3Error, { incoming, requestId }: Exchange): Reply {
  const [resource = ""] = (incoming.url ?? "").split("?");
  return errorReply(refusal, requestId, resource);
}

function replyToError({ onFailure, closing }: ServerOptions, exchange: Exchange, error: unknown): Reply {
  const refusal = asS3Error(error);
  if (refusal instanceof S3Error) return refusalReply(refusal, exchange);
  if (!closing.aborted) onFailure(error);
  return refusalReply(new S3Error("InternalError"), exchange);
}
