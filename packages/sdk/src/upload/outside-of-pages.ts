/** What uploads need outside of pages, where files have paths. Loaded there only: a page has no use for it. */
export { fileAtPath } from "./file-at-path.ts";
export { fileStore } from "./file-store.ts";
export { putByFetch } from "./put-by-fetch.ts";
export { putIntoFile } from "./put-into-file.ts";
