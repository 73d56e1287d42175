import {
  ApplyFixes,
  CompleteUpload,
  CreateUpload,
  DatasetId,
  datasetOfIndexKey,
  FixUpdate,
  IdempotencyKey,
  ownerDatasetsPrefix,
  SignedParts,
  SignParts,
  Upload,
  ValidationUpdate,
  WireDataset,
  wireDataset,
} from "@flash/schemas";
import * as z from "zod";
import { eventsOf } from "../events.ts";
import { listIndex, Page } from "../page.ts";
import { connectionSignal } from "../pause.ts";
import { authed, router } from "../trpc.ts";
import { applyFixes } from "./apply-fixes.ts";
import { completeUpload } from "./complete-upload.ts";
import { createUpload } from "./create-upload.ts";
import { abortUpload, deleteDataset } from "./delete-dataset.ts";
import { findOwnDataset, ownDataset } from "./own-dataset.ts";
import { removedOnce } from "./removed-once.ts";
import { resumeUpload, signParts } from "./sending.ts";
import { validate } from "./validate.ts";

const ByDatasetId = z.object({ datasetId: DatasetId });
const Removal = ByDatasetId.extend({ idempotencyKey: IdempotencyKey.optional() });
const Validate = ByDatasetId.extend({ lastEventId: z.string().max(500).nullish() });
const DatasetPage = z.object({ datasets: z.array(WireDataset), next: z.string().nullable() });

export const datasets = router({
  /** Declares a dataset and signs a URL that takes its bytes and no others. Refuses with `upload_too_large`, `quota_exceeded`. */
  createUpload: authed
    .input(CreateUpload)
    .output(Upload)
    .mutation(({ ctx, input }) => createUpload(ctx, input)),

  /** What is still to be sent of an upload that was interrupted. Refuses with `dataset_not_found`, `upload_not_open`. */
  resumeUpload: authed
    .input(ByDatasetId)
    .output(Upload)
    .mutation(({ ctx, input }) => resumeUpload(ctx, input.datasetId)),

  /** URLs for parts that are about to be sent. Refuses with `dataset_not_found`, `upload_not_open`, `bad_request`. */
  signParts: authed
    .input(SignParts)
    .output(SignedParts)
    .mutation(({ ctx, input }) => signParts(ctx, input)),

  /**
   * Says that the bytes are there. Refuses with `dataset_not_found`, `dataset_not_uploaded`, `upload_mismatch`,
   * `upload_incomplete`, `upload_corrupt`.
   */
  completeUpload: authed
    .input(CompleteUpload)
    .output(WireDataset)
    .mutation(async ({ ctx, input }) => wireDataset(await completeUpload(ctx, input))),

  /** Gives an upload up, and the dataset with it. Refuses with `dataset_not_found`, `upload_not_open`. */
  abortUpload: authed
    .input(Removal)
    .output(ByDatasetId)
    .mutation(({ ctx, input }) => removedOnce(ctx, { procedure: "datasets.abortUpload", input }, abortUpload)),

  /** Takes a dataset and its bytes away. Refuses with `dataset_not_found`, `dataset_in_use`. */
  delete: authed
    .input(Removal)
    .output(ByDatasetId)
    .mutation(({ ctx, input }) => removedOnce(ctx, { procedure: "datasets.delete", input }, deleteDataset)),

  /** Reads the stored bytes and reports on them. Refuses as `completeUpload` does. */
  validate: authed
    .input(Validate)
    .output(eventsOf(ValidationUpdate))
    .subscription(({ ctx, input, signal }) =>
      validate(ctx, input.datasetId, input.lastEventId ?? null, connectionSignal(signal, ctx.streams.maxMs)),
    ),

  /**
   * Makes a new dataset of one that has been validated, without the problems that the fixes are for; the old one stays. Refuses with
   * `dataset_not_found`, `dataset_not_validated`, `dataset_not_uploaded`, `bad_request` for a fix that the report does not offer,
   * `dataset_too_slow_to_fix`, `upload_too_large`, `quota_exceeded`.
   */
  applyFixes: authed
    .input(ApplyFixes.extend({ lastEventId: z.string().max(500).nullish() }))
    .output(eventsOf(FixUpdate))
    .subscription(({ ctx, input, signal }) =>
      applyFixes(ctx, input, input.lastEventId ?? null, connectionSignal(signal, ctx.streams.maxMs)),
    ),

  /** Refuses with `dataset_not_found`. */
  get: authed
    .input(ByDatasetId)
    .output(WireDataset)
    .query(async ({ ctx, input }) => wireDataset((await ownDataset(ctx, input.datasetId)).value)),

  /** The caller's own datasets, newest first. `next` is the cursor of the next page; null: this was the last one. */
  list: authed
    .input(Page.prefault({}))
    .output(DatasetPage)
    .query(async ({ ctx, input }) => {
      const { keys, next } = await listIndex(ctx.documents.store, ownerDatasetsPrefix(ctx.caller.owner), input);
      const ids = keys.map(datasetOfIndexKey).filter((entry) => entry !== null);
      const found = await Promise.all(ids.map(({ id }) => findOwnDataset(ctx, id)));
      const own = found.filter((one) => one !== null);
      return { datasets: own.map(({ doc }) => wireDataset(doc.value)), next };
    }),
});
