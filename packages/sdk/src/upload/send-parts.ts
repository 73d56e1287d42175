import type { DatasetId, Sending } from "@flash/schemas";
import type { SignParts } from "@flash/schemas";
import { sha256Of } from "../digest.ts";
import { isFlashError } from "../error/flash-error.ts";
import { bytesOfHex } from "../hex.ts";
import { partsOf } from "./file-parts.ts";
import { sendFile } from "./send-file.ts";
import { signedParts } from "./signed-parts.ts";
import type { SignedPart } from "./signed-parts.ts";
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
  /** SHA-256 of each part, in hex. */
  readonly digests: readonly string[];
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
  { datasetId, partSizeBytes, stored, digests }: PartsTarget,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const { endpoint, trpc } = client;
  const failing = new AbortController();
  /** Work that a pause interrupts, and one part that cannot be sent ends. */
  const run = <T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> =>
    control.run((running) => work(AbortSignal.any([running, failing.signal])));
  const sign = (parts: SignParts["parts"]) =>
    run(async (signal) => (await trpc.datasets.signParts.mutate({ datasetId, parts }, { signal })).parts);
  const arrived = new Map(stored.map(({ partNumber, sha256 }) => [partNumber, sha256]));
  const missing = digests
    .map((sha256, index) => ({ partNumber: index + 1, sha256 }))
    .filter(({ partNumber, sha256 }) => arrived.get(partNumber) !== sha256);
  const sent: number[] = [];
  let total = 0;
  const tell = (partNumber: number, bytes: number): void => {
    total += bytes - (sent[partNumber] ?? 0);
    sent[partNumber] = bytes;
    onBytes(total);
  };

  const sendPart = async ({ partNumber, bytes, toSign, target }: SignedPart): Promise<void> => {
    const part = localFile(bytes, file.name);
    if (toSign !== undefined && target !== undefined)
      await run((signal) =>
        whileNotExpired(async (isFirst) => {
          for (const to of isFirst ? [target] : await sign([toSign]))
            await sendFile(endpoint, to, part, { signal, onProgress: (step) => tell(partNumber, step.bytes) });
        }),
      );
    tell(partNumber, bytes.length);
  };

  const bytes = partsOf(control.held(file.read()), partSizeBytes, file.sizeBytes);
  const parts = signedParts(bytes, missing, sign, endpoint.runtime);
  const worker = async (): Promise<void> => {
    for (let part = await parts.next(); !part.done; part = await parts.next()) await sendPart(part.value);
  };
  try {
    await Promise.all(Array.from({ length: PARALLEL }, worker));
  } catch (error) {
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

/** S3 says `AccessDenied` (403) when a URL's own time is over, `ExpiredToken` (400) when its signer's is. */
const isExpired = (error: unknown): boolean =>
  isFlashError(error) &&
  error.code === "upload_refused" &&
  /^(?:AccessDenied|ExpiredToken)$/u.test(error.problem.storageCode ?? "");
