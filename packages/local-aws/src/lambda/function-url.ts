import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { FunctionError, TooManyRequestsError } from "./function-error.ts";
import { checkCors, corsHeaders, preflightHeaders } from "./function-url-cors.ts";
import type { UrlCors } from "./function-url-cors.ts";
import { functionUrlEvent } from "./function-url-event.ts";
import type { UrlRequest } from "./function-url-event.ts";
import { FUNCTION_FAILED, functionUrlAnswer, REQUEST_TOO_LARGE, TOO_MANY_REQUESTS } from "./function-url-response.ts";
import type { Answer, AnswerHead } from "./function-url-response.ts";
import { HttpSink } from "./http-sink.ts";
import { MAX_EVENT_BYTES } from "./limits.ts";
import type { Invocation } from "./sandbox.ts";
import { replay, StreamRecording } from "./stream-recording.ts";

export interface FunctionUrlOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** `BUFFERED` or `RESPONSE_STREAM` of a real Function URL. */
  readonly mode: "buffered" | "stream";
  readonly cors?: UrlCors;
}

export interface FunctionUrl {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Runs the function once; see `FunctionPool.run`. */
export type RunFunction = (invocation: Omit<Invocation, "timeoutMs">) => Promise<string | undefined>;

interface Site {
  readonly options: FunctionUrlOptions;
  readonly urlId: string;
  readonly run: RunFunction;
}

/** @throws Error for a CORS setting that AWS refuses, or a busy port. */
export async function serveFunctionUrl(options: FunctionUrlOptions, run: RunFunction): Promise<FunctionUrl> {
  if (options.cors) checkCors(options.cors);
  const site = { options, urlId: randomBytes(16).toString("hex"), run };
  const server = createServer((request, response) => {
    void serve(request, response, site).catch((error: unknown) => {
      if (!request.destroyed) console.error("The Function URL failed to answer a request.", error);
      response.destroy();
    });
  });
  server.listen(options.port ?? 0, "127.0.0.1");
  await once(server, "listening");
  return { url: urlOf(server), close: () => close(server) };
}

async function serve(request: IncomingMessage, response: ServerResponse, site: Site): Promise<void> {
  const requestId = randomUUID();
  const { cors } = site.options;
  const own = { ...(cors ? corsHeaders(cors, request.headers.origin) : {}), "x-amzn-requestid": requestId };
  const sink = new HttpSink(response, (head) => withOwnHeaders(head, own));
  const preflight = cors && preflightAnswer(request, cors);
  if (preflight) return sink.answer(preflight);
  const body = await readBody(request);
  if (!body) return sink.answer(REQUEST_TOO_LARGE);
  const facts = { requestId, urlId: site.urlId, at: Date.now() };
  const event = JSON.stringify(functionUrlEvent(urlRequest(request, body), facts));
  if (Buffer.byteLength(event) > MAX_EVENT_BYTES) return sink.answer(REQUEST_TOO_LARGE);
  try {
    await (site.options.mode === "stream" ? stream : buffer)({ requestId, event, sink }, site.run);
  } catch (error) {
    sink.fail(failureAnswer(error));
  }
}

type Streaming = Omit<Invocation, "timeoutMs" | "sink"> & { readonly sink: HttpSink };

async function stream(invocation: Streaming, run: RunFunction): Promise<void> {
  const json = await run(invocation);
  if (json === undefined) invocation.sink.end();
  else invocation.sink.answer(functionUrlAnswer(json));
}

/** A streaming handler behind a buffered URL: its whole stream is kept back until it has succeeded. */
async function buffer({ sink, ...invocation }: Streaming, run: RunFunction): Promise<void> {
  const recording = new StreamRecording();
  const json = await run({ ...invocation, sink: recording });
  if (json !== undefined) return sink.answer(functionUrlAnswer(json));
  if (recording.tooLarge) return sink.answer(FUNCTION_FAILED);
  await replay(recording, sink);
  sink.end();
}

/** The function's failure is told by its log only. */
function failureAnswer(error: unknown): Answer {
  if (error instanceof TooManyRequestsError) return TOO_MANY_REQUESTS;
  if (error instanceof FunctionError) return FUNCTION_FAILED;
  throw error;
}

/** Where the handler has set one of these too, both are sent, as AWS does: it is a mistake that should show. */
function withOwnHeaders({ status, headers }: AnswerHead, own: Readonly<Record<string, string>>): AnswerHead {
  const merged: Record<string, string | readonly string[]> = { ...headers };
  for (const [name, value] of Object.entries(own)) {
    const theirs = merged[name];
    merged[name] = theirs === undefined ? value : [...(typeof theirs === "string" ? [theirs] : theirs), value];
  }
  return { status, headers: merged };
}

function preflightAnswer({ method, headers }: IncomingMessage, cors: UrlCors): Answer | undefined {
  const wanted = headers["access-control-request-method"];
  if (method !== "OPTIONS" || headers.origin === undefined || wanted === undefined) return undefined;
  const {
    "access-control-allow-origin": _origin,
    vary: _vary,
    ...rest
  } = preflightHeaders(cors, headers.origin, wanted);
  return { status: 200, headers: rest, body: Buffer.alloc(0) };
}

function urlRequest(request: IncomingMessage, body: Buffer): UrlRequest {
  const { method = "GET", url: target = "/", httpVersion, rawHeaders } = request;
  const sourceIp = (request.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
  return { method, target, httpVersion, rawHeaders, body, sourceIp };
}

/** `undefined` for a body over the limit, which is read to its end so that the client comes to read the answer. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes <= MAX_EVENT_BYTES) chunks.push(chunk);
    else chunks.length = 0;
  }
  return sizeBytes <= MAX_EVENT_BYTES ? Buffer.concat(chunks) : undefined;
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The Function URL has no port.");
  return `http://127.0.0.1:${address.port}`;
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}
