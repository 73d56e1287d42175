import { Sha256 } from "@flash/validation";
import { flashError } from "../error/flash-error.ts";
import { blobOf } from "./blob-of.ts";
import type { Host } from "./host.ts";
import { putByXhr } from "./put-by-xhr.ts";

/** A page keeps files in its browser's Blobs, and what it was uploading in its `localStorage`, which workers do not have. */
export const host: Host = {
  // Browsers have no hash of their own that takes its bytes piece by piece.
  newSha256: () => new Sha256(),
  fileAtPath: (name) => {
    throw flashError({ code: "file_unreadable", name });
  },
  putAside: async (pieces) => ({ file: await blobOf(pieces), close: async () => undefined }),
  // Workers have none, and a page may be forbidden to keep anything: then each of these throws, and nothing is remembered.
  resumeStore: () => ({
    get: (key) => localStorage.getItem(key),
    set: (key, value) => localStorage.setItem(key, value),
    remove: (key) => localStorage.removeItem(key),
  }),
  put: () => putByXhr,
};
