import { Writable } from "node:stream";
import { HTTP_INTEGRATION_TYPE, PRELUDE_END_LENGTH } from "./sandbox-protocol.ts";

/** Where a response stream's content goes. `taken` is called when there is room for the next chunk. */
export interface StreamOutlet {
  begin(contentType: string): void;
  send(bytes: Uint8Array, taken: () => void): void;
}

/** The stream that a streaming handler writes its response to. It never tells that the client has left. */
export class ResponseStream extends Writable {
  readonly #outlet: StreamOutlet;
  #contentType = "application/octet-stream";
  #begun = false;
  #prelude: string | undefined;

  constructor(outlet: StreamOutlet) {
    super({ decodeStrings: true });
    this.#outlet = outlet;
  }

  setContentType(contentType: string): void {
    this.#contentType = contentType;
  }

  /** Status, headers and cookies go out before the first byte of the body, as JSON and zero bytes. */
  setPrelude(prelude: string): void {
    this.#prelude = prelude;
    this.setContentType(HTTP_INTEGRATION_TYPE);
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, taken: () => void): void {
    this.#begin();
    this.#outlet.send(chunk, taken);
  }

  override _final(done: () => void): void {
    // As on Lambda, a stream that nothing was written to has no prelude either.
    if (!this.#begun) this.#outlet.begin("application/octet-stream");
    done();
  }

  #begin(): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#outlet.begin(this.#contentType);
    if (this.#prelude === undefined) return;
    this.#outlet.send(Buffer.from(this.#prelude), () => undefined);
    this.#outlet.send(Buffer.alloc(PRELUDE_END_LENGTH), () => undefined);
  }
}

/** `awslambda.HttpResponseStream` */
export const HttpResponseStream = {
  /** @param prelude - `{ statusCode?, headers?, cookies? }` */
  from(stream: ResponseStream, prelude: unknown): ResponseStream {
    stream.setPrelude(JSON.stringify(prelude));
    return stream;
  },
};
