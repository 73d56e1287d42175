import type { ClientRequest, IncomingHttpHeaders, IncomingMessage } from "node:http";

/** Until a connection stands; until the last byte of an answer has come. Milliseconds. */
export interface Limits {
  readonly connectMs: number;
  readonly answerMs: number;
}

/** A function must not outlive its own decisions, and the rule runs again anyway. */
const FOR_DOCUMENTS: Limits = { connectMs: 2_000, answerMs: 5_000 };

export interface HttpRequest {
  readonly method: string;
  /** `https://host:port` */
  readonly origin: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** No answer, not all of it, or not in time: nobody knows whether the request was carried out. */
export class NoAnswer extends Error {
  constructor(host: string, cause: Error) {
    super(`${host} did not answer: ${cause.message}`, { cause });
    this.name = "NoAnswer";
  }
}

/**
 * Sends one request once.
 *
 * @param over - `kept`: a connection that an earlier request has left, if there is one.
 * @throws NoAnswer
 */
export type SendHttp = (request: HttpRequest, over: "kept" | "new") => Promise<HttpAnswer>;

/** Node's own client: for `fetch` a cold function would load more than all of the API is. */
export function httpSender(protocol: string, limits = FOR_DOCUMENTS): SendHttp {
  // The one of both that is needed: TLS takes longer to load than the API. Not by `import()`, which looks at all that `node:http`
  // exports: with its `WebSocket` it would load the whole client of `fetch`.
  const { Agent, request } =
    protocol === "http:" ? process.getBuiltinModule("node:http") : process.getBuiltinModule("node:https");
  const agent = new Agent({ keepAlive: true });
  return async ({ origin, target, method, headers, body }, over) => {
    const sent = request(origin, { agent: over === "kept" && agent, path: target, method, headers });
    const clear = watch(sent, limits);
    try {
      return await answerTo(sent.end(body));
    } catch (error) {
      throw new NoAnswer(new URL(origin).host, error instanceof Error ? error : new Error(String(error)));
    } finally {
      clear();
    }
  };
}

async function answerTo(sent: ClientRequest): Promise<HttpAnswer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    sent.once("response", resolve).on("error", reject);
  });
  let body = "";
  for await (const text of answer.setEncoding("utf8") as AsyncIterable<string>) body += text;
  return { status: answer.statusCode ?? 0, headers: answer.headers, body };
}

/** Ends a request that takes too long. @returns ends the watch. */
function watch(sent: ClientRequest, { connectMs, answerMs }: Limits): () => void {
  const within = (ms: number, what: string): NodeJS.Timeout =>
    setTimeout(() => sent.destroy(new Error(`${what} within ${ms} ms`)), ms);
  const timers = [within(answerMs, "no answer")];
  sent.once("socket", (socket) => {
    if (!socket.connecting) return;
    const connecting = within(connectMs, "no connection");
    timers.push(connecting);
    socket.once("connect", () => clearTimeout(connecting));
  });
  return () => timers.forEach(clearTimeout);
}
