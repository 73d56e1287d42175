import type { Exchange } from "../server.ts";
import { S3Error } from "./errors.ts";

/** The body of a request, read once; the connection survives when the reader stops early. */
export async function* requestBody({ incoming, outgoing, expectsContinue }: Exchange): AsyncGenerator<Uint8Array> {
  if (expectsContinue) outgoing.writeContinue();
  try {
    for await (const chunk of incoming.iterator({ destroyOnReturn: false })) yield chunk;
  } catch (cause) {
    throw new S3Error("IncompleteBody", { cause });
  }
  // A client that leaves can end the iteration without an error.
  if (!incoming.complete) throw new S3Error("IncompleteBody");
}
