import { blobOf } from "./blob-of.ts";
import { signedHeaders } from "./put.ts";
import type { Put, PutRequest } from "./put.ts";

/**
 * For pages: their fetch does not tell how far an upload has come, and sends no stream over HTTP/1.1. The bytes are read first: of a file that
 * is gone or has changed meanwhile the browser would say only that sending failed.
 */
export const putByXhr: Put = async (request) => send(new XMLHttpRequest(), request, await blobOf(request.file.read()));

function send(xhr: XMLHttpRequest, { url, headers, limit, onSent }: PutRequest, blob: Blob): ReturnType<Put> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new Error("the upload broke off"));
    xhr.open("PUT", url);
    for (const [name, value] of Object.entries(signedHeaders(headers))) xhr.setRequestHeader(name, value);
    xhr.upload.addEventListener("progress", ({ loaded }) => onSent(loaded));
    xhr.addEventListener("load", () =>
      resolve({ answer: { status: xhr.status, headers: headersOf(xhr) }, body: xhr.responseText }),
    );
    xhr.addEventListener("error", failed);
    xhr.addEventListener("abort", failed);
    // The signal lives no longer than the request.
    limit.signal.addEventListener("abort", () => xhr.abort());
    if (limit.signal.aborted) return failed();
    xhr.send(blob);
  });
}

/** Those that the bucket's CORS rules expose. */
function headersOf(xhr: XMLHttpRequest): Headers {
  const lines = xhr.getAllResponseHeaders().matchAll(/^(.+?): (.*)$/gmu);
  return new Headers(Array.from(lines, ([, name = "", value = ""]): [string, string] => [name, value]));
}
