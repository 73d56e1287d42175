import { createHash } from "node:crypto";
import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { startHttp } from "./platform.ts";

/** One PUT as the storage saw it. */
export interface Put {
  headers: IncomingHttpHeaders;
  bytes: number;
  sha256: string;
}

export interface Storage {
  readonly url: string;
  readonly puts: readonly Put[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Something that takes PUTs and hashes them in bounded memory. `answer` says 200 if left out. */
export async function startStorage(
  answer: (response: ServerResponse, count: number) => void = (response) => response.end(),
): Promise<Storage> {
  const puts: Put[] = [];
  const server = await startHttp((request, response) => {
    const hash = createHash("sha256");
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
      hash.update(piece);
    });
    request.on("end", () => {
      puts.push({ headers: request.headers, bytes, sha256: hash.digest("hex") });
      answer(response, puts.length);
    });
    request.on("error", () => undefined);
  });
  return {
    url: `${server.url}/datasets/source?X-Amz-Signature=x`,
    puts,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
