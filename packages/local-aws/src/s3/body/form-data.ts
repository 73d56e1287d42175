import { S3Error } from "../wire/errors.ts";

/** A `multipart/form-data` upload. Fields come before the file; S3 ignores what follows it. */
export interface UploadForm {
  /** Lower-case names. */
  readonly fields: ReadonlyMap<string, string>;
  readonly fileName: string;
  readonly fileType: string | undefined;
  /** The file's bytes, to be read once. */
  readonly file: AsyncIterable<Uint8Array>;
}

/** What S3 allows for everything but the file is 20 KB; a field of a policy takes the most. */
const MAX_FIELD_BYTES = 64 * 1024;
const MAX_FIELDS = 100;

/** @throws S3Error `MalformedPOSTRequest`, or `InvalidArgument` without a file. */
export async function readForm(source: AsyncIterable<Uint8Array>, contentType: string): Promise<UploadForm> {
  const boundary = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const name = boundary?.[1] ?? boundary?.[2];
  if (name === undefined) throw new S3Error("MalformedPOSTRequest");
  const reader = new DelimitedReader(source);
  const delimiter = Buffer.from(`\r\n--${name}`);
  if ((await reader.until(Buffer.from("\r\n"))).toString() !== `--${name}`) throw new S3Error("MalformedPOSTRequest");
  const fields = new Map<string, string>();
  while (fields.size < MAX_FIELDS) {
    const head = parsePartHead((await reader.until(Buffer.from("\r\n\r\n"))).toString("utf8"));
    if (head.name === "file")
      return { fields, fileName: head.fileName, fileType: head.type, file: reader.stream(delimiter) };
    fields.set(head.name, (await reader.until(delimiter)).toString("utf8"));
    const end = (await reader.until(Buffer.from("\r\n"))).toString();
    if (end === "--")
      throw new S3Error("InvalidArgument", { message: "POST requires exactly one file upload per request." });
    if (end !== "") break;
  }
  throw new S3Error("MalformedPOSTRequest");
}

function parsePartHead(text: string): {
  readonly name: string;
  readonly fileName: string;
  readonly type: string | undefined;
} {
  const name = /;\s*name="([^"]*)"/i.exec(text)?.[1];
  if (name === undefined) throw new S3Error("MalformedPOSTRequest");
  const fileName = /;\s*filename="([^"]*)"/i.exec(text)?.[1] ?? "";
  const type = /^content-type:\s*(.+?)\s*$/im.exec(text)?.[1];
  return { name: name.toLowerCase(), fileName: fileName.replace(/^.*[/\\]/, ""), type };
}

/** Cuts a stream at delimiters that may be split over chunks. */
class DelimitedReader {
  readonly #source: AsyncIterator<Uint8Array>;
  #buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Everything before the delimiter, which is taken too. */
  async until(delimiter: Buffer): Promise<Buffer> {
    for (;;) {
      const at = this.#buffer.indexOf(delimiter);
      if (at >= 0) return this.#take(at, delimiter.length);
      if (this.#buffer.length > MAX_FIELD_BYTES) throw new S3Error("MalformedPOSTRequest");
      await this.#more();
    }
  }

  async *stream(delimiter: Buffer): AsyncGenerator<Uint8Array> {
    for (;;) {
      const at = this.#buffer.indexOf(delimiter);
      // The last bytes could be the beginning of the delimiter, so they wait for what comes next.
      const safe = at >= 0 ? at : this.#buffer.length - delimiter.length + 1;
      if (safe > 0) yield this.#take(safe, at >= 0 ? delimiter.length : 0);
      if (at >= 0) break;
      await this.#more();
    }
    while ((await this.#source.next()).done !== true);
  }

  #take(length: number, skip: number): Buffer {
    const taken = this.#buffer.subarray(0, length);
    this.#buffer = this.#buffer.subarray(length + skip);
    return taken;
  }

  async #more(): Promise<void> {
    const next = await this.#source.next();
    if (next.done === true) throw new S3Error("MalformedPOSTRequest");
    this.#buffer = Buffer.concat([this.#buffer, next.value]);
  }
}
