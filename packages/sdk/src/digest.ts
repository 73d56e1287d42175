import { hexOf } from "./hex.ts";
import { loadUploads } from "./upload/load-uploads.ts";

/** @returns the SHA-256 as 64 lower-case hexadecimal digits. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  // Browsers have `crypto.subtle` in secure contexts only: not on plain http, other than on localhost.
  if (globalThis.crypto.subtle === undefined) {
    const { Sha256 } = await loadUploads();
    return new Sha256().update(bytes).digest("hex");
  }
  return hexOf(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}
