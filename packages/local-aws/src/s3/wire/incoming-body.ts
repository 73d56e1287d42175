import type { Exchange } from "../server.ts";
import { S3Error } from "./errors.ts";

/**
 * The body of a request, read once; the connection survives when the reader stops early.
 *
 * @param silenceMs - how long the client may send nothing while its bytes are waited for.
 */
export async function* requestBody(
  { incoming, outgoing, expectsContinue }: Exchange,
  silenceMs: number,
): AsyncGenerator<Uint8Array> {
  if (expectsContinue) outgoing.writeContinue();
  const chunks = incoming.iterator({ destroyOnReturn: false });
  try {
    for (;;) {
      const chunk = await within(silenceMs, chunks.next());
      if (chunk.done === true) break;
      yield chunk.value;
    }
  } catch (cause) {
    throw cause instanceof S3Error ? cause : new S3Error("IncompleteBody", { cause });
  }
  // A client that leaves can end the iteration without an error.
  if (!incoming.complete) throw new S3Error("IncompleteBody");
}

/** Who does not read the rest of a body closes the connection: what came later would be taken for the next request. */
const SILENT = { headers: { connection: "close" } };

async function within<T>(silenceMs: number, chunk: Promise<T>): Promise<T> {
  const { promise: silence, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new S3Error("RequestTimeout", SILENT)), silenceMs);
  return Promise.race([chunk, silence]).finally(() => clearTimeout(timer));
}
