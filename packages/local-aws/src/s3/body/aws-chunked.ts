import { createHash } from "node:crypto";
import type { ChunkVerifier } from "../../sigv4/chunk-signature.ts";
import { S3Error } from "../wire/errors.ts";

export interface AwsChunkedOptions {
  /** Present when every chunk must be signed. */
  readonly verifier: ChunkVerifier | undefined;
  /** Whether the payload hash announced a trailer; a signed body must then sign it. */
  readonly trailer: boolean;
  /** Receives each trailer, lower-cased, before the iteration ends. */
  readonly onTrailer: (name: string, value: string) => void;
}

const MAX_LINE_BYTES = 4096;
const MAX_TRAILERS = 16;

/**
 * Takes the framing off an aws-chunked body: `hex-size[;chunk-signature=…]\r\n data \r\n` … `0\r\n trailers \r\n`.
 *
 * @throws S3Error `IncompleteBody`, `SignatureDoesNotMatch` for a chunk or trailer, `MalformedTrailerError`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
 */
export async function* decodeAwsChunked(
  source: AsyncIterable<Uint8Array>,
  options: AwsChunkedOptions,
): AsyncGenerator<Uint8Array> {
  const reader = new ByteReader(source);
  for (;;) {
    const { sizeBytes, signature } = parseChunkHeader(await reader.line());
    const hash = options.verifier === undefined ? undefined : createHash("sha256");
    for (let left = sizeBytes; left > 0;) {
      const bytes = await reader.upTo(left);
      left -= bytes.length;
      hash?.update(bytes);
      yield bytes;
    }
    if (hash !== undefined && options.verifier?.chunk(hash.digest("hex"), signature) !== true)
      throw new S3Error("SignatureDoesNotMatch");
    if (sizeBytes === 0) break;
    if ((await reader.line()) !== "") throw new S3Error("IncompleteBody");
  }
  await readTrailers(reader, options);
  await reader.end();
}

function parseChunkHeader(line: string): { readonly sizeBytes: number; readonly signature: string } {
  const header = /^([0-9a-fA-F]{1,12})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line);
  if (header === null)
    throw new S3Error("IncompleteBody", { message: "A chunk header of the aws-chunked body is malformed." });
  return { sizeBytes: Number.parseInt(header[1] ?? "", 16), signature: header[2] ?? "" };
}

async function readTrailers(reader: ByteReader, { verifier, trailer, onTrailer }: AwsChunkedOptions): Promise<void> {
  const lines: string[] = [];
  let signature = "";
  for (let line = await reader.line(); line !== ""; line = await reader.line()) {
    const [, name, value] = /^([A-Za-z0-9-]+):(.*)$/.exec(line) ?? [];
    if (!trailer || name === undefined || value === undefined || lines.length >= MAX_TRAILERS)
      throw new S3Error("MalformedTrailerError");
    if (name.toLowerCase() === "x-amz-trailer-signature") signature = value.trim();
    else {
      lines.push(`${name.toLowerCase()}:${value.trim()}\n`);
      onTrailer(name.toLowerCase(), value.trim());
    }
  }
  if (verifier !== undefined && trailer && !verifier.trailer(lines.sort().join(""), signature))
    throw new S3Error("SignatureDoesNotMatch");
}

/** Reads lines and counted bytes from chunks of any size. */
class ByteReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer: Uint8Array = new Uint8Array(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** At least one byte and at most `limit`. */
  async upTo(limit: number): Promise<Uint8Array> {
    while (this.#buffer.length === 0) await this.#more();
    const bytes = this.#buffer.subarray(0, limit);
    this.#buffer = this.#buffer.subarray(bytes.length);
    return bytes;
  }

  /** Up to `\r\n`, which is taken too. The end of the body counts as an empty line. */
  async line(): Promise<string> {
    let end = findLineEnd(this.#buffer);
    while (end < 0) {
      if (this.#buffer.length > MAX_LINE_BYTES) throw new S3Error("IncompleteBody");
      if (!(await this.#tryMore())) {
        if (this.#buffer.length > 0) throw new S3Error("IncompleteBody");
        return "";
      }
      end = findLineEnd(this.#buffer);
    }
    const line = Buffer.from(this.#buffer.subarray(0, end)).toString("latin1");
    this.#buffer = this.#buffer.subarray(end + 2);
    return line;
  }

  /** Reads the body to its end, where nothing may be left. */
  async end(): Promise<void> {
    if (this.#buffer.length > 0 || (await this.#tryMore())) throw new S3Error("IncompleteBody");
  }

  async #more(): Promise<void> {
    if (!(await this.#tryMore())) throw new S3Error("IncompleteBody");
  }

  async #tryMore(): Promise<boolean> {
    const next = await this.#source.next();
    if (next.done === true) return false;
    this.#buffer = this.#buffer.length === 0 ? next.value : Buffer.concat([this.#buffer, next.value]);
    return true;
  }
}

const findLineEnd = (bytes: Uint8Array): number => {
  const at = bytes.indexOf(0x0a);
  return at > 0 && bytes[at - 1] === 0x0d ? at - 1 : -1;
};
