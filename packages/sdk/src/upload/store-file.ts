import { host } from "#host";
import type { DatasetId, TaskType, Upload } from "@flash/schemas";
import { isFlashError } from "../error/flash-error.ts";
import type { Reading } from "./check-file.ts";
import type { ValidDataset } from "./dataset-upload.ts";
import type { PartDigests } from "./part-digests.ts";
import type { ResumeStore } from "./resume-store.ts";
import { sendFile } from "./send-file.ts";
import { sendParts, whileNotExpired } from "./send-parts.ts";
import type { Stage, Uploading } from "./upload-dataset.ts";
import type { LocalFile } from "./upload-file.ts";
import { validated, validDataset } from "./validate-stored.ts";

/** A file, and what is known of its bytes before they are sent. */
export interface KnownFile extends LocalFile {
  readonly taskType: TaskType;
  readonly contentType: string;
  /** In hex. */
  readonly sha256: string;
  readonly parts: PartDigests;
  /** undefined: the surroundings' own. null: nothing is remembered. */
  readonly resumeStore: ResumeStore | null | undefined;
  /** undefined: what the rules say. */
  readonly badRowShare: number | undefined;
}

/**
 * Declares the file or goes on with an earlier upload of it, sends what is missing, and has the platform validate what arrived.
 *
 * @throws FlashError `dataset_invalid`, and whatever ended it on its way.
 */
export async function storeFile(uploading: Uploading, file: KnownFile, reading: Stage): Promise<ValidDataset> {
  const { client, control } = uploading;
  const memory = uploadMemory(client.endpoint.url, file);
  const upload = (await resumed(uploading, memory)) ?? (await begun(uploading, file, memory));
  const { id: datasetId } = upload.dataset;
  try {
    const composite = await send(uploading, file, upload, reading("uploading"));
    await client.trpc.datasets.completeUpload.mutate({ datasetId, ...composite }, { signal: control.signal });
    const dataset = await validated(client, datasetId, reading("validating"));
    await memory.forget();
    return validDataset(dataset);
  } catch (error) {
    if (control.isGivenUp()) await giveUp(uploading, upload, memory);
    throw error;
  }
}

async function begun(
  { client: { trpc }, control: { signal } }: Uploading,
  { name, sizeBytes, taskType, contentType, sha256, badRowShare }: KnownFile,
  memory: UploadMemory,
): Promise<Upload> {
  const tolerance = badRowShare === undefined ? {} : { badRowShare };
  const declared = { taskType, name, sizeBytes, contentType, sha256, ...tolerance };
  const upload = await trpc.datasets.createUpload.mutate(declared, { signal });
  if (upload.sending.how === "parts") await memory.keep(upload.dataset.id);
  return upload;
}

/** null: there is none to go on with. */
async function resumed({ client, control }: Uploading, memory: UploadMemory): Promise<Upload | null> {
  const datasetId = await memory.recall();
  if (datasetId === null) return null;
  try {
    return await client.trpc.datasets.resumeUpload.mutate({ datasetId }, { signal: control.signal });
  } catch (error) {
    const isOver = isFlashError(error) && ["dataset_not_found", "upload_not_open", "bad_request"].includes(error.code);
    if (!isOver) throw error;
    await memory.forget();
    return null;
  }
}

/** @returns SHA-256 over the parts' SHA-256s, in hex; nothing when there were none. */
async function send(
  uploading: Uploading,
  file: KnownFile,
  { dataset, sending }: Upload,
  reading: Reading,
): Promise<{ compositeSha256?: string }> {
  const { client, control } = uploading;
  const tell = (bytes: number): void => reading.onProgress({ bytes, rows: null });
  switch (sending.how) {
    case "nothing":
      tell(file.sizeBytes);
      return {};
    case "put":
      await control.run((signal) =>
        whileNotExpired(async (isFirst) => {
          const target = isFirst ? sending : await signedAgain(uploading, dataset.id);
          if (target !== null) await sendFile(client.endpoint, target, file, { ...reading, signal });
        }),
      );
      return {};
    case "parts": {
      const digests = await file.parts.inParts(sending.partSizeBytes);
      return {
        compositeSha256: await sendParts(uploading, file, { ...sending, digests, datasetId: dataset.id }, tell),
      };
    }
  }
}

/** null: the bytes have arrived after all. */
async function signedAgain(
  { client, control: { signal } }: Uploading,
  datasetId: DatasetId,
): Promise<{ url: string; headers: Record<string, string> } | null> {
  const { sending } = await client.trpc.datasets.resumeUpload.mutate({ datasetId }, { signal });
  return sending.how === "put" ? sending : null;
}

/** As well as it can be done: what is left over ends by itself. What was there before, whole and checked, stays. */
async function giveUp({ impatient: { trpc } }: Uploading, { dataset }: Upload, memory: UploadMemory): Promise<void> {
  const { id: datasetId, state } = dataset;
  const gone = state === "valid" ? null : trpc.datasets.delete.mutate({ datasetId });
  await Promise.allSettled([gone, memory.forget()]);
}

/** Which upload these bytes belong to, on this platform. A store that fails is none. */
interface UploadMemory {
  recall(): Promise<string | null>;
  keep(datasetId: DatasetId): Promise<unknown>;
  forget(): Promise<unknown>;
}

function uploadMemory(url: string, { sizeBytes, taskType, sha256, resumeStore }: KnownFile): UploadMemory {
  const store = resumeStore === undefined ? host.resumeStore() : resumeStore;
  const key = `flash-upload ${url} ${taskType} ${sizeBytes} ${sha256}`;
  const quietly = async <T>(ask: (known: ResumeStore) => Promise<T> | T): Promise<T | null> => {
    try {
      return store && (await ask(store));
    } catch {
      return null;
    }
  };
  return {
    recall: () => quietly((known) => known.get(key)),
    keep: (datasetId) => quietly((known) => known.set(key, datasetId)),
    forget: () => quietly((known) => known.remove(key)),
  };
}
