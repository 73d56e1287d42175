import { flashError, isFlashError } from "../error/flash-error.ts";

/** Bytes that can be read from the start more than once: for the check, for the upload, and when that must be repeated. */
export interface FileSource {
  readonly name: string;
  readonly sizeBytes: number;
  /** Called once for each reading. */
  stream(): AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;
}

/** A `File` of a page is a `Blob`, and so is what `openAsBlob(path)` of `node:fs` gives. */
export type UploadFile = Blob | Uint8Array | FileSource;

/** One file, whatever it came as. */
export interface LocalFile {
  readonly name: string;
  readonly sizeBytes: number;
  /**
   * All bytes from the start.
   *
   * @throws FlashError `file_unreadable`, and `file_changed` when there are fewer or more than `sizeBytes`.
   */
  read(): AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** The same in one piece, which the browser keeps where it likes: a page cannot send a stream over HTTP/1.1. */
  blob(): Promise<Blob>;
}

/** Names longer than that are cut: they are for people. */
const NAME_CHARACTERS = 200;

/** @param name - instead of the file's own. */
export function localFile(file: UploadFile, name: string | undefined): LocalFile {
  const source = sourceOf(file);
  const called = (name ?? source.name).trim().slice(0, NAME_CHARACTERS).trim();
  const local = { name: called === "" ? "dataset" : called, sizeBytes: source.sizeBytes };
  const read = (): AsyncIterable<Uint8Array<ArrayBuffer>> => checkedBytes(local, () => source.stream());
  return { ...local, read, blob: async () => source.blob ?? blobOf(read()) };
}

function sourceOf(file: UploadFile): FileSource & { blob?: Blob } {
  if (file instanceof Uint8Array) return sourceOf(new Blob([inArrayBuffer(file)]));
  if (!(file instanceof Blob)) return file;
  const name = "name" in file && typeof file.name === "string" ? file.name : "";
  return { name, sizeBytes: file.size, stream: () => file.stream(), blob: file };
}

/** A Blob takes no memory that other threads may write to. */
const inArrayBuffer = (bytes: Uint8Array): Uint8Array<ArrayBuffer> =>
  bytes.buffer instanceof ArrayBuffer
    ? new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : new Uint8Array(bytes);

async function* checkedBytes(
  { name, sizeBytes }: Pick<LocalFile, "name" | "sizeBytes">,
  open: FileSource["stream"],
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  let foundBytes = 0;
  try {
    for await (const bytes of chunksOf(open())) {
      foundBytes += bytes.length;
      if (foundBytes > sizeBytes) break;
      yield inArrayBuffer(bytes);
    }
  } catch (error) {
    throw isFlashError(error) ? error : flashError({ code: "file_unreadable", name }, { cause: error });
  }
  if (foundBytes !== sizeBytes) throw flashError({ code: "file_changed", name, expectedBytes: sizeBytes, foundBytes });
}

/** Safari cannot loop over a ReadableStream. */
async function* chunksOf(stream: ReturnType<FileSource["stream"]>): AsyncGenerator<Uint8Array, void, undefined> {
  if (!(stream instanceof ReadableStream)) return yield* stream;
  const reader = stream.getReader();
  try {
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) yield piece.value;
  } finally {
    // Frees the file when somebody leaves early; a stream that has ended or failed has nothing to cancel.
    await reader.cancel().catch(() => undefined);
  }
}

async function blobOf(bytes: AsyncIterable<Uint8Array<ArrayBuffer>>): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  for await (const piece of bytes) pieces.push(piece);
  return new Blob(pieces);
}
