import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { syncFolder } from "./journal.ts";
import type { BlobRef } from "./records.ts";

/** How much of a body is gathered before it is written: at most twice this is in memory per upload. */
const WRITE_BYTES = 1 << 20;

/**
 * Files of immutable bytes, counted by how many objects, parts and open readers refer to them. The last reference that goes
 * takes the file with it, so an overwrite during a GET never cuts the GET short.
 */
export class Blobs {
  readonly #folder: string;
  readonly #beforeWrite: () => void;
  readonly #references = new Map<string, number>();
  readonly #removals = new Set<Promise<void>>();
  /** Small blobs that are written but not flushed: they are, together, only once a commit needs them. */
  readonly #unflushed = new Map<string, FileHandle>();
  readonly #needed = new Set<string>();
  #newNames = false;
  #open = false;

  /** @param beforeWrite - may throw in place of the disk: the "disk full" fault. */
  constructor(folder: string, beforeWrite: () => void) {
    this.#folder = folder;
    this.#beforeWrite = beforeWrite;
  }

  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
  }

  /** Deletes what no object refers to: bodies whose upload was cut off by a crash. From now on the last release deletes. */
  async removeLeftovers(): Promise<void> {
    const names = await readdir(this.#folder);
    for (const name of names) if (!this.#references.has(name)) await rm(join(this.#folder, name), { force: true });
    this.#open = true;
  }

  retain(blobs: readonly BlobRef[]): void {
    for (const { id } of blobs) this.#references.set(id, (this.#references.get(id) ?? 0) + 1);
  }

  release(blobs: readonly BlobRef[]): void {
    for (const { id } of blobs) {
      const left = (this.#references.get(id) ?? 0) - 1;
      if (left > 0) this.#references.set(id, left);
      else this.#remove(id);
    }
  }

  /** @returns a writer that holds one reference to what it writes, until the caller releases it. */
  async create(): Promise<BlobWriter> {
    const id = randomUUID();
    this.#beforeWrite();
    const handle = await open(join(this.#folder, id), "wx");
    this.#newNames = true;
    this.retain([{ id, sizeBytes: 0 }]);
    const flushLater = (): void => void this.#unflushed.set(id, handle);
    return new BlobWriter({ id, handle, flushLater, beforeWrite: this.#beforeWrite });
  }

  openForReading(blob: BlobRef): Promise<FileHandle> {
    return open(join(this.#folder, blob.id), "r");
  }

  /** Says that a commit is going to refer to these: the next {@link Blobs.flush} makes them durable. */
  need(blobs: readonly BlobRef[]): void {
    for (const { id } of blobs) if (this.#unflushed.has(id)) this.#needed.add(id);
  }

  /** Makes the bytes and names of all needed blobs durable. */
  async flush(): Promise<void> {
    this.#beforeWrite();
    const needed = [...this.#needed];
    this.#needed.clear();
    await Promise.all([...needed.map((id) => this.#flushOne(id)), this.#flushNames()]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#removals);
  }

  async #flushNames(): Promise<void> {
    if (!this.#newNames) return;
    this.#newNames = false;
    await syncFolder(this.#folder).catch((error: unknown) => {
      this.#newNames = true;
      throw error;
    });
  }

  async #flushOne(id: string): Promise<void> {
    const handle = this.#unflushed.get(id);
    if (handle === undefined) return;
    await handle.datasync();
    this.#unflushed.delete(id);
    await handle.close();
  }

  async #removeFile(id: string): Promise<void> {
    const handle = this.#unflushed.get(id);
    this.#unflushed.delete(id);
    await handle?.close();
    await rm(join(this.#folder, id), { force: true });
  }

  #remove(id: string): void {
    this.#references.delete(id);
    if (!this.#open) return;
    const removal = this.#removeFile(id)
      // What could not be deleted now is a leftover for the next start.
      .catch(() => undefined)
      .finally(() => this.#removals.delete(removal));
    this.#removals.add(removal);
  }
}

interface BlobFile {
  readonly id: string;
  readonly handle: FileHandle;
  readonly flushLater: () => void;
  readonly beforeWrite: () => void;
}

/** Writes one blob, with one write under way while the next bytes gather. */
export class BlobWriter {
  readonly #file: BlobFile;
  #gathered: Uint8Array[] = [];
  #gatheredBytes = 0;
  #writtenBytes = 0;
  #underWay: Promise<void> = Promise.resolve();

  constructor(file: BlobFile) {
    this.#file = file;
  }

  /** Resolves when more can be taken. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#gathered.push(bytes);
    this.#gatheredBytes += bytes.length;
    if (this.#gatheredBytes >= WRITE_BYTES) await this.#startWrite();
  }

  /** A large blob is durable afterwards. A small one may still lose a race, so it is flushed only when it has won. */
  async finish(): Promise<BlobRef> {
    await this.#startWrite();
    await this.#underWay;
    const { id, handle, flushLater } = this.#file;
    if (this.#writtenBytes < WRITE_BYTES) flushLater();
    else {
      await handle.datasync();
      await handle.close();
    }
    return { id, sizeBytes: this.#writtenBytes };
  }

  /** Gives up; the caller still releases the reference. */
  async abandon(): Promise<BlobRef> {
    await this.#underWay.catch(() => undefined);
    await this.#file.handle.close().catch(() => undefined);
    return { id: this.#file.id, sizeBytes: this.#writtenBytes };
  }

  async #startWrite(): Promise<void> {
    const bytes = this.#gathered;
    this.#gathered = [];
    this.#writtenBytes += this.#gatheredBytes;
    this.#gatheredBytes = 0;
    await this.#underWay;
    if (bytes.length === 0) return;
    this.#file.beforeWrite();
    this.#underWay = writeAll(this.#file.handle, bytes);
    // The failure is seen by the next write or by `finish`; until then it must not count as unhandled.
    this.#underWay.catch(() => undefined);
  }
}

async function writeAll(handle: FileHandle, chunks: readonly Uint8Array[]): Promise<void> {
  const total = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  const { bytesWritten } = await handle.writev(chunks);
  if (bytesWritten === total) return;
  // A short write is what a disk that fills up does first; writing the rest then reports why.
  const rest = Buffer.concat(chunks).subarray(bytesWritten);
  for (let done = 0; done < rest.length;) done += (await handle.write(rest, done)).bytesWritten;
}
