import { host } from "#host";
import { flashError, isFlashError } from "../error/flash-error.ts";
import { blobOf, inArrayBuffer } from "../host/blob-of.ts";
import type { Aside, FileAtPath } from "../host/host.ts";

/**
 * Bytes that can be read from the start more than once: for the check, for the upload, and when that must be repeated.
 *
 * @example
 * ```ts
 * const text = new TextEncoder().encode("input,label\n");
 * const source: FileSource = { name: "rows.csv", sizeBytes: text.length, stream: () => new Blob([text]).stream() };
 * ```
 */
export interface FileSource {
  readonly name: string;
  readonly sizeBytes: number;
  /** Called once for each reading. */
  stream(): AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;
}

/**
 * A `File` of a page, bytes, or in Node the path of a file: each can be read again. A stream cannot, so it is put aside
 * first: in a page where the browser keeps its Blobs, in Node in a temporary file that goes with the upload.
 *
 * @example
 * ```ts
 * const rows: UploadFile = new Blob(["input,label\nhello,ham\n"]);
 * ```
 */
export type UploadFile =
  | Blob
  | Uint8Array
  | FileSource
  | ReadableStream<Uint8Array>
  | AsyncIterable<Uint8Array>
  | (string & {});

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
  /** Exactly `length` bytes; both lie inside the file. */
  readAt(offset: number, length: number): Promise<Uint8Array<ArrayBuffer>>;
}

/** A file that was opened for an upload. */
export interface OpenedFile extends LocalFile {
  /** Takes away what was put aside, and lets go of what was held open. */
  close(): Promise<void>;
}

/** Names longer than that are cut: they are for people. */
const NAME_CHARACTERS = 200;

/**
 * @param name - instead of the file's own.
 * @throws FlashError `file_unreadable` for a path that leads to no file, or where there are none.
 */
export async function openFile(given: UploadFile, name: string | undefined): Promise<OpenedFile> {
  if (typeof given === "string") {
    const file = await host.fileAtPath(given);
    return { ...localFile(file, name), close: () => file.close() };
  }
  if (!isStream(given)) return { ...localFile(given, name), close: async () => undefined };
  const aside = await putAside(given, name ?? "stream");
  return { ...localFile(aside.file, name), close: () => aside.close() };
}

const isStream = (file: Exclude<UploadFile, string>): file is ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> =>
  file instanceof ReadableStream || Symbol.asyncIterator in file;

async function putAside(stream: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>, name: string): Promise<Aside> {
  try {
    return await host.putAside(chunksOf(stream));
  } catch (cause) {
    throw flashError({ code: "file_unreadable", name }, { cause });
  }
}

/** @param name - instead of the file's own. */
export function localFile(file: Blob | Uint8Array | FileSource | FileAtPath, name: string | undefined): LocalFile {
  const source = sourceOf(file);
  const called = (name ?? source.name).trim().slice(0, NAME_CHARACTERS).trim();
  const local = { name: called === "" ? "dataset" : called, sizeBytes: source.sizeBytes };
  const read = (): AsyncIterable<Uint8Array<ArrayBuffer>> => checkedBytes(local, () => source.stream());
  let whole: Blob | Promise<Blob> | undefined = source.blob;
  const ofBlob = async (offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await (await (whole ??= blobOf(read()))).slice(offset, offset + length).arrayBuffer());
  return { ...local, read, readAt: source.readAt ?? ofBlob };
}

/** A file, and ways to its bytes that not every one has. */
type Source = FileSource & { readonly blob?: Blob; readonly readAt?: FileAtPath["readAt"] };

function sourceOf(file: Blob | Uint8Array | FileSource | FileAtPath): Source {
  if (file instanceof Uint8Array) return { name: "", sizeBytes: file.length, stream: () => piecesOf(file) };
  if (!(file instanceof Blob)) return file;
  const name = "name" in file && typeof file.name === "string" ? file.name : "";
  return { name, sizeBytes: file.size, stream: () => file.stream(), blob: file };
}

/** Small enough for progress that moves. */
const PIECE_BYTES = 65_536;

/** Not by way of a Blob: Node would keep a copy of each until it collects garbage, and not know how much that is. */
async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) yield bytes.subarray(at, at + PIECE_BYTES);
}

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
