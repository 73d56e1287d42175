import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { Answer, AnswerHead } from "./function-url-response.ts";
import { MAX_STREAMED_BYTES } from "./limits.ts";
import { HTTP_INTEGRATION_TYPE } from "./sandbox-protocol.ts";
import type { ResponseSink } from "./sandbox.ts";
import { PreludeReader } from "./stream-prelude.ts";

/**
 * Sends a streamed response on as it comes, as fast as the client takes it. When the client has left, it takes the rest all
 * the same: Lambda never tells a handler (aws-lambda-nodejs-runtime-interface-client #145).
 */
export class HttpSink implements ResponseSink {
  readonly #response: ServerResponse;
  readonly #decorate: (head: AnswerHead) => AnswerHead;
  #prelude: PreludeReader | undefined;
  #sentBytes = 0;

  /** @param decorate - adds what the Function URL itself has to say, such as CORS. */
  constructor(response: ServerResponse, decorate: (head: AnswerHead) => AnswerHead) {
    this.#response = response;
    this.#decorate = decorate;
  }

  begin(contentType: string): void {
    if (contentType === HTTP_INTEGRATION_TYPE) this.#prelude = new PreludeReader();
    else this.#head({ status: 200, headers: { "content-type": contentType } });
  }

  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#prelude) return this.#body(bytes);
    const step = this.#prelude.take(bytes);
    if (step.is === "incomplete") return;
    if (step.is === "malformed") return this.fail(undefined);
    this.#prelude = undefined;
    this.#head(step.head);
    return this.#body(step.body);
  }

  end(): void {
    if (!this.#response.headersSent) return this.fail(undefined);
    this.#response.end();
  }

  /** Sends `answer` whole. */
  answer(answer: Answer): void {
    this.#head(answer);
    this.#response.end(answer.body);
  }

  /** The function failed: the client gets `answer`, or a broken connection when something was sent already. */
  fail(answer: Answer | undefined): void {
    if (answer && !this.#response.headersSent) this.answer(answer);
    else this.#response.destroy();
  }

  #head(head: AnswerHead): void {
    if (this.#response.headersSent || this.#response.destroyed) return;
    const { status, headers } = this.#decorate(head);
    for (const [name, value] of Object.entries(headers)) this.#response.setHeader(name, value);
    this.#response.writeHead(status);
    this.#response.flushHeaders();
  }

  async #body(bytes: Uint8Array): Promise<void> {
    const response = this.#response;
    this.#sentBytes += bytes.length;
    if (this.#sentBytes > MAX_STREAMED_BYTES) response.destroy();
    if (bytes.length === 0 || response.destroyed || response.write(bytes)) return;
    const settled = new AbortController();
    const { signal } = settled;
    const events = ["drain", "close"].map((name) => once(response, name, { signal }).catch(() => undefined));
    await Promise.race(events);
    settled.abort();
  }
}
