import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";

export interface Asked {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Reply =
  | { readonly status: number; readonly headers?: Readonly<Record<string, string>>; readonly body?: string }
  /** No answer, and the connection stays open. */
  | "silence"
  /** The head and half of the body of a 200 with this header, then the connection breaks. */
  | { readonly cutAfter: string; readonly headers: Readonly<Record<string, string>> };

export interface ScriptedEndpoint {
  readonly url: string;
  readonly asked: readonly Asked[];
  close(): Promise<void>;
}

/**
 * An HTTP server that answers what a test tells it: for answers that AWS documents and no local cloud gives.
 *
 * @param reply - called for each request with how many came before it.
 */
export async function scriptedEndpoint(reply: (asked: Asked, index: number) => Reply): Promise<ScriptedEndpoint> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const respond = async (): Promise<void> => {
      const one = await read(request);
      answer(response, reply(one, asked.push(one) - 1));
    };
    void respond();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the scripted endpoint has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    asked,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = "GET", url: target = "/", headers } = request;
  return { method, target, headers, body: Buffer.concat(chunks).toString() };
}

function answer(response: ServerResponse, reply: Reply): void {
  if (reply === "silence") return;
  if ("cutAfter" in reply) {
    response.writeHead(200, reply.headers);
    response.write(reply.cutAfter, () => response.destroy());
    return;
  }
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

/** Credentials that no endpoint in a test checks. */
export const ANY_CREDENTIALS = { accessKeyId: "any", secretAccessKey: "any" };
