import { open, readFile, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { crc32 } from "node:zlib";

export interface JournalOptions<Change> {
  readonly file: string;
  /** Called for every change in the file, in order, while it opens. */
  readonly replay: (change: Change) => void;
  /** Makes durable what the changes refer to; runs once before each write to the journal. */
  readonly beforeWrite: () => Promise<void>;
}

interface Pending<Change> {
  readonly change: Change;
  readonly applied: () => void;
  readonly failed: (reason: unknown) => void;
}

/** How many changes one line of a compacted journal holds. */
const COMPACT_LINE = 256;

/**
 * An append-only file of changes. Changes that arrive while the disk is busy share the next flush, so many writers cost one
 * `fdatasync`. A line is one flush: a JSON list of changes behind its CRC. A line torn by a crash was never acknowledged and
 * is cut off on opening.
 */
export class Journal<Change> {
  readonly #options: JournalOptions<Change>;
  #handle: FileHandle;
  #sizeBytes: number;
  #pending: Pending<Change>[] = [];
  #draining: Promise<void> | undefined;
  #broken: Error | undefined;

  private constructor(options: JournalOptions<Change>, handle: FileHandle, sizeBytes: number) {
    this.#options = options;
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
  }

  /** @throws Error when a line before the last one is damaged: then the disk, not a crash, is at fault. */
  static async open<Change>(options: JournalOptions<Change>): Promise<Journal<Change>> {
    await rm(`${options.file}.new`, { force: true });
    const bytes = await readFile(options.file).catch(emptyIfMissing);
    const goodBytes = replayLines(bytes, options);
    const handle = await open(options.file, bytes.length === 0 ? "a" : "r+");
    if (goodBytes < bytes.length) await handle.truncate(goodBytes);
    await handle.datasync();
    await syncFolder(dirname(options.file));
    return new Journal(options, handle, goodBytes);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /**
   * Makes `change` durable, then calls `apply`, in the order of the appends. Rejects, with nothing applied, when the disk
   * refuses.
   */
  append(change: Change, apply: () => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const applied = (): void => {
        apply();
        resolve();
      };
      this.#pending.push({ change, applied, failed: reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Replaces the whole file by `changes`, between two flushes, atomically. `changes` must add up to what was applied. */
  async compact(changes: () => Iterable<Change>): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
    this.#draining = this.#rewrite(changes).finally(() => this.#continue());
    await this.#draining;
  }

  async close(): Promise<void> {
    while (this.#draining !== undefined) await this.#draining;
    await this.#handle.close();
  }

  async #drain(): Promise<void> {
    while (this.#pending.length > 0) {
      const batch = this.#pending;
      this.#pending = [];
      await this.#flush(batch);
    }
    this.#draining = undefined;
  }

  #continue(): void {
    this.#draining = this.#pending.length > 0 ? this.#drain() : undefined;
  }

  async #flush(batch: readonly Pending<Change>[]): Promise<void> {
    try {
      if (this.#broken !== undefined) throw this.#broken;
      await this.#options.beforeWrite();
      await this.#write(encodeLine(batch.map((entry) => entry.change)));
    } catch (error) {
      for (const entry of batch) entry.failed(error);
      return;
    }
    for (const entry of batch) entry.applied();
  }

  async #write(bytes: Buffer): Promise<void> {
    try {
      await writeFully(this.#handle, bytes, this.#sizeBytes);
    } catch (error) {
      await this.#handle.truncate(this.#sizeBytes).catch((cause: unknown) => this.#break(cause));
      throw error;
    }
    await this.#handle.datasync().catch((cause: unknown) => {
      throw this.#break(cause);
    });
    this.#sizeBytes += bytes.length;
  }

  /** After a failed flush nobody knows what is on the disk, so nothing more may be promised until the file is read again. */
  #break(cause: unknown): Error {
    this.#broken = new Error(`${this.#options.file} could not be flushed: restart to read it again`, { cause });
    return this.#broken;
  }

  async #rewrite(changes: () => Iterable<Change>): Promise<void> {
    const fresh = `${this.#options.file}.new`;
    const handle = await open(fresh, "w");
    let sizeBytes: number;
    try {
      sizeBytes = await writeLines(handle, changes());
      await handle.datasync();
      await rename(fresh, this.#options.file);
    } catch (error) {
      await handle.close();
      await rm(fresh, { force: true });
      throw error;
    }
    await this.#handle.close();
    this.#handle = handle;
    this.#sizeBytes = sizeBytes;
    await syncFolder(dirname(this.#options.file)).catch((cause: unknown) => {
      throw this.#break(cause);
    });
  }
}

async function writeLines(handle: FileHandle, changes: Iterable<unknown>): Promise<number> {
  let sizeBytes = 0;
  let gathered: unknown[] = [];
  const write = async (): Promise<void> => {
    const line = encodeLine(gathered);
    gathered = [];
    await writeFully(handle, line, sizeBytes);
    sizeBytes += line.length;
  };
  for (const change of changes) if (gathered.push(change) >= COMPACT_LINE) await write();
  if (gathered.length > 0) await write();
  return sizeBytes;
}

async function writeFully(handle: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}

/** A new name in a folder survives a power cut only after the folder itself was flushed. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function encodeLine(changes: readonly unknown[]): Buffer {
  const json = JSON.stringify(changes);
  return Buffer.from(`${crcHex(json)} ${json}\n`);
}

const crcHex = (text: string): string => crc32(text).toString(16).padStart(8, "0");

/** @returns how many bytes from the start are whole, undamaged lines. */
function replayLines<Change>(bytes: Buffer, { file, replay }: JournalOptions<Change>): number {
  let start = 0;
  for (let end = bytes.indexOf("\n"); end >= 0; end = bytes.indexOf("\n", start)) {
    const json = decodeLine(bytes.toString("utf8", start, end));
    if (json === undefined) break;
    const changes: Change[] = JSON.parse(json);
    for (const change of changes) replay(change);
    start = end + 1;
  }
  if (hasGoodLine(bytes, start))
    throw new Error(`${file} is damaged at byte ${start}: restore it or delete the data folder`);
  return start;
}

function decodeLine(line: string): string | undefined {
  const json = line.slice(9);
  return line.slice(0, 9) === `${crcHex(json)} ` ? json : undefined;
}

/** Whether an undamaged line follows a damaged one: a crash tears only the last flush, and a line is a flush. */
function hasGoodLine(bytes: Buffer, from: number): boolean {
  const [, ...behindDamage] = bytes.toString("utf8", from).split("\n");
  return behindDamage.some((line) => decodeLine(line) !== undefined);
}

function emptyIfMissing(error: unknown): Buffer {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return Buffer.alloc(0);
  throw error;
}
