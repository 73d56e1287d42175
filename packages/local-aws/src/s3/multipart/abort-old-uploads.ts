import type { S3Service } from "../service.ts";

const DAY_MS = 86_400_000;

/** Does what lifecycle rules with `AbortIncompleteMultipartUpload` ask for. */
export async function abortOldUploads({ store, now }: S3Service): Promise<void> {
  for (const { name, configuration } of store.catalog.buckets()) {
    for (const rule of configuration.abortUploads ?? []) {
      const deadline = now() - rule.days * DAY_MS;
      const old = store.catalog
        .uploadsOf(name)
        .filter((upload) => upload.key.startsWith(rule.prefix) && upload.initiated <= deadline);
      for (const { uploadId } of old) await store.commit({ type: "upload_aborted", uploadId });
    }
  }
}
