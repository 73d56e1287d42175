import type { LocalFile } from "../upload/upload-file.ts";
import { signedHeaders } from "./put.ts";
import type { Put } from "./put.ts";

/** What Node knows and the DOM's types do not: a stream is sent while the answer is not there yet. */
type StreamingInit = RequestInit & { duplex: "half" };

/**
 * Streams the file, in bounded memory, and counts what the network has taken. Not in pages: their fetch cannot send
 * a stream over HTTP/1.1, which is all that S3 speaks.
 */
export const putByFetch =
  (send: typeof fetch): Put =>
  async ({ url, headers, file, limit, onSent }) => {
    const body = counted(file, onSent);
    const init: StreamingInit = {
      method: "PUT",
      // Without a length a stream travels in chunks, which S3 refuses.
      headers: { ...signedHeaders(headers), "content-length": String(file.sizeBytes) },
      body: body.stream,
      duplex: "half",
      signal: limit.signal,
    };
    try {
      const answer = await send(url, init);
      return { answer, body: await answer.text() };
    } catch (error) {
      throw body.failure() ?? error;
    }
  };

interface CountedBody {
  readonly stream: ReadableStream<Uint8Array>;
  /** Why the file could not be read; undefined when it could. fetch says only that sending failed. */
  failure(): unknown;
}

function counted(file: LocalFile, onSent: (bytes: number) => void): CountedBody {
  const pieces = file.read()[Symbol.asyncIterator]();
  let failure: unknown;
  let sent = 0;
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const piece = await pieces.next();
        if (piece.done === true) return controller.close();
        sent += piece.value.length;
        controller.enqueue(piece.value);
        onSent(sent);
      } catch (error) {
        failure = error;
        throw error;
      }
    },
    cancel: async () => {
      await pieces.return?.();
    },
  });
  return { stream, failure: () => failure };
}
