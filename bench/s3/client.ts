import { once } from "node:events";
import { Agent, type IncomingMessage, request } from "node:http";
import { type Identity, presign } from "@flash/local-aws";

const agent = new Agent({ keepAlive: true, maxSockets: 64 });

/** A client that only moves bytes: it signs URLs and hashes nothing, so that the server is what is measured. */
export class BenchClient {
  readonly #url: string;
  readonly #identity: Identity;

  constructor(url: string, identity: Identity) {
    this.#url = url;
    this.#identity = identity;
  }

  /** Sends `body` `times` times over as one body. @throws Error unless the answer is 200. */
  async send(method: string, path: string, body: Uint8Array = new Uint8Array(0), times = 1): Promise<IncomingMessage> {
    const url = this.#sign(method, path);
    const headers = { "content-length": body.length * times };
    const outgoing = request(url, { method, agent, headers });
    const answer = once(outgoing, "response");
    for (let sent = 0; sent < times && body.length > 0; sent++)
      if (!outgoing.write(body)) await Promise.race([once(outgoing, "drain"), answer]);
    outgoing.end();
    const [incoming]: IncomingMessage[] = await answer;
    if (incoming?.statusCode !== 200) throw new Error(`${method} ${path} was answered ${incoming?.statusCode}`);
    return incoming;
  }

  async text(method: string, path: string, body?: string): Promise<string> {
    const incoming = await this.send(method, path, body === undefined ? undefined : Buffer.from(body));
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  /** Reads the answer and throws it away. @returns its bytes. */
  async discard(incoming: IncomingMessage): Promise<number> {
    let bytes = 0;
    incoming.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    await once(incoming, "end");
    return bytes;
  }

  #sign(method: string, path: string): string {
    const place = { identity: this.#identity, region: "us-east-1", service: "s3" };
    return presign({ method, url: `${this.#url}${path}`, ...place, expiresSeconds: 900, now: Date.now() });
  }
}
