import { type DatasetId, FlashRefusal, type IdempotencyKey } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { knownCall, noteCall } from "../requests/known-call.ts";
import { deleteDataset } from "./delete-dataset.ts";
import { findOwnDataset } from "./own-dataset.ts";

interface Removal {
  readonly datasetId: DatasetId;
  readonly idempotencyKey?: IdempotencyKey | undefined;
}

/**
 * Takes a dataset away. One that is not there any more was taken away by an earlier call with the same key, if there was one.
 *
 * @throws FlashRefusal what `remove` refuses, and `idempotency_key_reused`
 */
export async function removedOnce(
  ctx: CallerContext,
  call: { readonly procedure: string; readonly input: Removal },
  remove: (ctx: CallerContext, id: DatasetId) => Promise<void>,
): Promise<{ datasetId: DatasetId }> {
  const { datasetId } = call.input;
  const own = await findOwnDataset(ctx, datasetId);
  if (own !== null) await noteCall(ctx, call);
  const wasBegun = own === null && (await knownCall(ctx, call)) !== null;
  await (wasBegun ? removedToItsEnd(ctx, datasetId) : remove(ctx, datasetId));
  return { datasetId };
}

/** What a call that was cut off has left. */
async function removedToItsEnd(ctx: CallerContext, id: DatasetId): Promise<void> {
  try {
    await deleteDataset(ctx, id);
  } catch (error) {
    if (!(error instanceof FlashRefusal) || error.problem.code !== "dataset_not_found") throw error;
  }
}
