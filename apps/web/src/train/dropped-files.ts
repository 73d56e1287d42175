import type { FileToZip } from "@flash/sdk/zip";

/** What was dropped: one file, or a folder with everything in it. */
export type Dropped =
  | { readonly kind: "file"; readonly file: File }
  | { readonly kind: "folder"; readonly name: string; readonly files: readonly FileToZip[] };

/** @returns null when nothing was dropped that can be read. */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped | null> {
  // Entries can be asked for during the event only; they stay readable after it.
  const entry = transfer.items[0]?.webkitGetAsEntry() ?? null;
  if (entry !== null && isFolder(entry)) return { kind: "folder", name: entry.name, files: await filesIn(entry, "") };
  const [file] = transfer.files;
  return file === undefined ? null : { kind: "file", file };
}

/** A folder out of the file dialog, where each file has the folder's name before its path; null: there is nothing in it. */
export function chosenFolder(files: readonly File[]): Dropped | null {
  const [name] = files[0]?.webkitRelativePath.split("/") ?? [];
  if (name === undefined) return null;
  const inside = (content: File): FileToZip => ({ path: content.webkitRelativePath.slice(name.length + 1), content });
  return { kind: "folder", name, files: files.map(inside) };
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;
const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;

async function filesIn(folder: FileSystemDirectoryEntry, prefix: string): Promise<FileToZip[]> {
  const found: FileToZip[] = [];
  for (const entry of await entriesOf(folder)) {
    const path = `${prefix}${entry.name}`;
    if (isFolder(entry)) found.push(...(await filesIn(entry, `${path}/`)));
    else if (isFile(entry)) {
      const content = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
      found.push({ path, content });
    }
  }
  return found;
}

/** A reader hands out a hundred at a time, and none when there are no more. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
