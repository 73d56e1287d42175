import type { ModelDownload } from "@flash/schemas";
import { sha256Of } from "../digest.ts";
import { flashError, isFlashError } from "../error/flash-error.ts";
import { errorOfStorage } from "../storage-answer.ts";
import { deadline } from "../transport/deadline.ts";
import type { Deadline } from "../transport/deadline.ts";
import type { Endpoint } from "../transport/endpoint.ts";
import { callPolicy, withRetries } from "../transport/retry.ts";

type Artifact = ModelDownload["artifacts"][number];

/**
 * Fetches an artifact from its presigned URL, without the API key, and compares its digest.
 *
 * @throws FlashError `artifact_corrupt`, `download_refused`, or what the network did.
 */
export async function fetchArtifact(
  endpoint: Endpoint,
  artifact: Artifact,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const { runtime, retries } = endpoint;
  const bytes = await withRetries(() => fetchOnce(endpoint, artifact, signal), callPolicy(retries), {
    runtime,
    signal,
  });
  const foundSha256 = await sha256Of(bytes);
  if (foundSha256 === artifact.sha256) return bytes;
  const { path, sha256: expectedSha256 } = artifact;
  throw flashError({ code: "artifact_corrupt", path, expectedSha256, foundSha256 });
}

async function fetchOnce(
  { runtime, timeoutMs }: Endpoint,
  { url, path }: Artifact,
  signal: AbortSignal | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  const limit = deadline(signal);
  limit.start(timeoutMs);
  try {
    const response = await runtime.fetch(url, { signal: limit.signal });
    if (response.ok) return await bytesOf(response, limit, timeoutMs);
    throw errorOfStorage(response, await response.text(), runtime, (refusal) => ({
      code: "download_refused",
      path,
      ...refusal,
    }));
  } catch (error) {
    throw isFlashError(error) ? error : limit.explain(error);
  } finally {
    limit.end();
  }
}

/** Bounded in its silence, not in its length: large models take as long as the network needs. */
async function bytesOf(response: Response, limit: Deadline, silenceMs: number): Promise<Uint8Array<ArrayBuffer>> {
  const alive = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      limit.start(silenceMs);
      controller.enqueue(chunk);
    },
  });
  return new Uint8Array(await new Response(response.body?.pipeThrough(alive)).arrayBuffer());
}
