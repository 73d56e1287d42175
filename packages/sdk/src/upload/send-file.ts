import { host } from "#host";
import { isFlashError } from "../error/flash-error.ts";
import { errorOfStorage } from "../storage-answer.ts";
import { deadline } from "../transport/deadline.ts";
import type { Endpoint } from "../transport/endpoint.ts";
import { callPolicy, withRetries } from "../transport/retry.ts";
import type { Reading } from "./check-file.ts";
import type { LocalFile } from "./upload-file.ts";

/** A presigned URL, and the headers that are signed with it. */
export interface PutTarget {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Sends a file to its presigned URL. Safe to repeat, and repeated: the URL takes only these bytes, and only once.
 *
 * @throws FlashError `upload_refused`, `file_changed`, `file_unreadable`, or what the network did.
 */
export function sendFile(endpoint: Endpoint, target: PutTarget, file: LocalFile, reading: Reading): Promise<void> {
  const { runtime, retries } = endpoint;
  const { signal } = reading;
  return withRetries(() => sendOnce(endpoint, target, file, reading), callPolicy(retries), { runtime, signal });
}

async function sendOnce(
  { runtime, timeoutMs }: Endpoint,
  { url, headers }: PutTarget,
  file: LocalFile,
  { onProgress, signal }: Reading,
): Promise<void> {
  const limit = deadline(signal);
  const onSent = (bytes: number): void => {
    // Bounded in its silence, not in its length: a large file takes as long as the network needs.
    limit.start(timeoutMs);
    onProgress({ bytes, rows: null });
  };
  try {
    limit.start(timeoutMs);
    const { answer, body } = await host.put(runtime.fetch)({ url, headers, file, limit, onSent });
    if (isThere(answer.status)) return;
    throw errorOfStorage(answer, body, runtime, (refusal) => ({ code: "upload_refused", ...refusal }));
  } catch (error) {
    throw isFlashError(error) ? error : limit.explain(error);
  } finally {
    limit.end();
  }
}

/** 412 means that the bytes lie there already: a sending whose answer was lost. Whether they are all there is checked next. */
const isThere = (status: number): boolean => (status >= 200 && status < 300) || status === 412;
