import {
  type DatasetRules,
  datasetValidationKey,
  DOCUMENT_VERSION,
  type StoredDataset,
  StoredValidation,
} from "@flash/schemas";
import { readState, type ValidationState, writeState } from "@flash/validation/continuation";
import type { CallerContext } from "../context.ts";
import { readable } from "../readable.ts";

/** Which bytes are validated, and by which rules: with others a state is worth nothing. */
export interface Validated {
  readonly etag: string;
  readonly rules: DatasetRules;
}

/** Writes down where the validation has stopped; a crash before the lease is released leaves what nobody looks at. */
export async function writeDown(
  ctx: CallerContext,
  { id }: StoredDataset,
  { etag, rules }: Validated,
  state: ValidationState | null,
): Promise<void> {
  const stopped = { source_etag: etag, rules, state: state && writeState(state) };
  const validation: StoredValidation = { version: DOCUMENT_VERSION, ...stopped };
  await ctx.documents.store.put(datasetValidationKey(id), JSON.stringify(validation));
}

/** Where an earlier run has stopped; null: there is none, or nothing of it that can be used, so that this one begins anew. */
export async function takeUp(
  ctx: CallerContext,
  { id, handed_on }: StoredDataset,
  { etag, rules }: Validated,
): Promise<ValidationState | null> {
  if (handed_on === null) return null;
  const written = readable(await ctx.documents.read(datasetValidationKey(id), StoredValidation))?.value;
  const isOfThese = written?.source_etag === etag && JSON.stringify(written.rules) === JSON.stringify(rules);
  return isOfThese ? readState(written.state) : null;
}

export const forget = (ctx: CallerContext, { id }: StoredDataset): Promise<void> =>
  ctx.documents.store.remove(datasetValidationKey(id));
