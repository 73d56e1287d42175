/** Folders that operating systems, file servers and tools leave behind. */
const JUNK_FOLDERS: ReadonlySet<string> = new Set([
  "__macosx",
  "@eadir",
  "$recycle.bin",
  "system volume information",
  "__pycache__",
]);
const JUNK_FILES: ReadonlySet<string> = new Set(["thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r"]);

/** Whether nobody meant to put the file there: hidden files, and what operating systems add. */
export function isJunk(segments: readonly string[]): boolean {
  if (segments.some((segment) => segment.startsWith("."))) return true;
  if (segments.some((segment) => JUNK_FOLDERS.has(segment.toLowerCase()))) return true;
  return JUNK_FILES.has((segments.at(-1) ?? "").toLowerCase());
}
