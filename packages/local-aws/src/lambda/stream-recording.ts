import { MAX_RESPONSE_BYTES } from "./limits.ts";
import type { ResponseSink } from "./sandbox.ts";

/** Keeps a streamed response until it is known to be whole, up to the limit of a buffered one. */
export class StreamRecording implements ResponseSink {
  readonly chunks: Uint8Array[] = [];
  contentType = "application/octet-stream";
  #sizeBytes = 0;

  get tooLarge(): boolean {
    return this.#sizeBytes > MAX_RESPONSE_BYTES;
  }

  get text(): string {
    return Buffer.concat(this.chunks).toString();
  }

  begin(contentType: string): void {
    this.contentType = contentType;
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#sizeBytes += bytes.length;
    if (!this.tooLarge) this.chunks.push(bytes);
  }
}

export async function replay(recording: StreamRecording, sink: ResponseSink): Promise<void> {
  sink.begin(recording.contentType);
  for (const chunk of recording.chunks) await sink.write(chunk);
}
