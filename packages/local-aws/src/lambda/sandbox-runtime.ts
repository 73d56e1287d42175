/** Runs inside the worker: what the Lambda runtime for Node does with one handler, one invocation at a time. */
import { enableCompileCache } from "node:module";
import { finished } from "node:stream/promises";
import { parentPort, workerData } from "node:worker_threads";
import { reportOf } from "./function-error.ts";
import type { ErrorReport } from "./function-error.ts";
import { HttpResponseStream, ResponseStream } from "./response-stream.ts";
import { STREAMING_MARK } from "./sandbox-protocol.ts";
import type { SandboxOrder, SandboxReport, SandboxSetting } from "./sandbox-protocol.ts";

type Handler = (...args: unknown[]) => unknown;
type Invocation = Extract<SandboxOrder, { is: "invoke" }>;

// A sandbox compiles what the one before it compiled: most of a cold start is the handler's AWS SDK.
enableCompileCache();

const setting: SandboxSetting = workerData;
const gate = new Int32Array(setting.gate);
const takers: (() => void)[] = [];

function report(line: SandboxReport): void {
  parentPort?.postMessage(line, []);
}

/** Moves a copy: cloning a Buffer would carry the whole pool along that it lies in. */
function sendBytes(chunk: Uint8Array): void {
  const bytes = new Uint8Array(chunk);
  parentPort?.postMessage({ is: "chunk", bytes } satisfies SandboxReport, [bytes.buffer]);
}

/** A worker's own stdout waits for its event loop, which freezes between invocations and ends in `process.exit`. */
function sendOutputAtOnce(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
      report({ is: "log", text: typeof chunk === "string" ? chunk : Buffer.from(chunk).toString() });
      const done = rest.find((argument) => typeof argument === "function");
      if (done) process.nextTick(done);
      return true;
    };
}

function streamifyResponse(handler: Handler): Handler {
  Object.defineProperty(handler, STREAMING_MARK, { value: "response" });
  return handler;
}

async function loadHandler(): Promise<Handler> {
  const module: Record<string, unknown> = await import(setting.entry);
  const handler = module[setting.handler];
  if (!isHandler(handler))
    throw named("Runtime.HandlerNotFound", `${setting.entry} exports no function ${setting.handler}`);
  if (handler.length > 2 && !isStreaming(handler))
    throw named("Runtime.CallbackHandlerDeprecated", "Node.js 24 on Lambda runs no handlers that take a callback");
  return handler;
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

function isStreaming(handler: Handler): boolean {
  return STREAMING_MARK in handler;
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

async function invoke(handler: Handler, { event, requestId, deadline }: Invocation): Promise<SandboxReport> {
  const context = contextOf(requestId, deadline);
  try {
    if (isStreaming(handler)) {
      const stream = new ResponseStream({
        begin: (contentType) => report({ is: "streaming", contentType }),
        send: (chunk, taken) => (takers.push(taken), sendBytes(chunk)),
      });
      await Promise.all([handler(JSON.parse(event), stream, context), finished(stream)]);
      return { is: "done" };
    }
    const result = await handler(JSON.parse(event), context);
    return { is: "done", json: JSON.stringify(result) ?? "null" };
  } catch (error) {
    return { is: "failed", error: logged(requestId, "Invoke Error", reportOf(error)) };
  }
}

function contextOf(requestId: string, deadline: number) {
  const { functionName, functionArn, memoryMb } = setting;
  return {
    functionName,
    functionVersion: "$LATEST",
    invokedFunctionArn: functionArn,
    memoryLimitInMB: String(memoryMb),
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: "local",
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function logged(requestId: string, title: string, error: ErrorReport): ErrorReport {
  process.stderr.write(`${new Date().toISOString()}\t${requestId}\tERROR\t${title}\t${JSON.stringify(error)}\n`);
  return error;
}

/**
 * Lambda freezes a sandbox as soon as its invocation has been answered: what the handler left running, timers and requests,
 * goes on only with the next invocation, if there is one.
 */
function freeze(): void {
  Atomics.wait(gate, 0, 0);
}

/** Reports the end of the work and freezes until the host has more. The host must find the gate closed by then. */
function finish(line: SandboxReport): void {
  Atomics.store(gate, 0, 0);
  report(line);
  freeze();
}

function obey(handler: Handler, order: Exclude<SandboxOrder, { is: "leave" }>): void {
  if (order.is === "taken") return takers.shift()?.();
  // One turn of the event loop first: connections that ended during the freeze are noticed before they are used again.
  setImmediate(() => void invoke(handler, order).then(finish));
}

/** What came while the handler was still being loaded waits for it; to leave, there is no need to wait. */
function listen(handler: Promise<Handler>): void {
  parentPort?.on("message", (order: SandboxOrder) => {
    if (order.is === "leave") process.exit(0);
    void handler.then((loaded) => obey(loaded, order));
  });
}

sendOutputAtOnce();
Object.assign(globalThis, { awslambda: { streamifyResponse, HttpResponseStream } });
try {
  const loading = loadHandler();
  listen(loading);
  await loading;
  finish({ is: "ready" });
} catch (error) {
  report({ is: "failed", error: logged("init", "Init Error", reportOf(error)) });
}
