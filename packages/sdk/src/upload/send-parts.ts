import type { DatasetId, Sending } from "@flash/schemas";
import { sha256Of } from "../digest.ts";
import { isFlashError } from "../error/flash-error.ts";
import { bytesOfHex } from "../hex.ts";
import { partsOf } from "./file-parts.ts";
import type { FilePart } from "./file-parts.ts";
import { sendFile } from "./send-file.ts";
import { localFile } from "./upload-file.ts";
import type { LocalFile } from "./upload-file.ts";
import type { Uploading } from "./upload-dataset.ts";

/** Parts on the network at once: enough to fill a line, few enough to keep in memory. */
const PARALLEL = 4;
/** A URL may expire while its part waits or is sent: so often it is signed anew. */
const MAX_SIGNINGS = 5;

type PartsSending = Extract<Sending, { how: "parts" }>;

/** What parts go to. */
export interface PartsTarget extends PartsSending {
  readonly datasetId: DatasetId;
}

/**
 * Reads the file once more, and sends every part that the storage does not have. What it has is believed by its checksum
 * alone: a part whose bytes are others now is sent again.
 *
 * @param onBytes - called with the bytes that need not be sent again, and those that are on their way.
 * @returns SHA-256 over the parts' SHA-256s, in hex.
 */
export async function sendParts(
  { client, control }: Uploading,
  file: LocalFile,
  { datasetId, partSizeBytes, stored }: PartsTarget,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const failing = new AbortController();
  const signal = AbortSignal.any([control.signal, failing.signal]);
  const arrived = new Map(stored.map(({ partNumber, sha256 }) => [partNumber, sha256]));
  const digests: string[] = [];
  const sent = new Map<number, number>();
  const tell = (partNumber: number, bytes: number): void => {
    sent.set(partNumber, bytes);
    onBytes([...sent.values()].reduce((sum, some) => sum + some, 0));
  };

  const sendPart = async ({ partNumber, bytes }: FilePart): Promise<void> => {
    const sha256 = await sha256Of(bytes);
    digests[partNumber - 1] = sha256;
    if (arrived.get(partNumber) !== sha256) {
      const part = localFile(bytes, file.name);
      await control.run((running) =>
        whileNotExpired(async () => {
          // Only now: URLs live for minutes, uploads for hours.
          const input = { datasetId, parts: [{ partNumber, sha256 }] };
          const { parts } = await client.trpc.datasets.signParts.mutate(input, { signal });
          for (const target of parts)
            await sendFile(client.endpoint, target, part, {
              signal: AbortSignal.any([running, signal]),
              onProgress: (step) => tell(partNumber, step.bytes),
            });
        }),
      );
    }
    tell(partNumber, bytes.length);
  };

  const parts = partsOf(control.held(file.read()), partSizeBytes, file.sizeBytes);
  const worker = async (): Promise<void> => {
    for (let part = await parts.next(); !part.done; part = await parts.next()) await sendPart(part.value);
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  } catch (error) {
    // One part that cannot be sent ends the others.
    failing.abort(error);
    throw error;
  } finally {
    void parts.return();
  }
  return sha256Of(bytesOfHex(digests.join("")));
}

/** Sends again with a new signature when the old one's time was over. */
export async function whileNotExpired(send: (isFirst: boolean) => Promise<void>): Promise<void> {
  for (let signings = 1; ; signings++) {
    try {
      return await send(signings === 1);
    } catch (error) {
      if (!isExpired(error) || signings >= MAX_SIGNINGS) throw error;
    }
  }
}

const EXPIRED: ReadonlySet<string | null> = new Set(["AccessDenied", "ExpiredToken"]);

/** S3 says `AccessDenied` (403) when a URL's own time is over, `ExpiredToken` (400) when its signer's is. */
const isExpired = (error: unknown): boolean =>
  isFlashError(error) && error.code === "upload_refused" && EXPIRED.has(error.problem.storageCode);
