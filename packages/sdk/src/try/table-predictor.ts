import { rowEncoder, type TableColumn } from "@flash/schemas";
import type { CallOptions } from "../call-options.ts";
import type { TrainedModel } from "../model/model.ts";
import { type ClassShare, classShares } from "./class-share.ts";
import { loadedModel } from "./loaded-model.ts";
import { isNumber, isRecord, isTexts } from "./json-shapes.ts";
import type { ModelRuntime } from "./model-runtime.ts";

/**
 * What a table's model says of a row.
 *
 * @example
 * ```ts
 * const told = (answer: TableAnswer): string =>
 *   answer.kind === "number" ? answer.value.toFixed(1) : (answer.classes[0]?.label ?? "nothing");
 * ```
 */
export type TableAnswer =
  /** Every class, the likeliest first. */
  | { readonly kind: "classes"; readonly classes: readonly ClassShare[] }
  /** In the target's own unit. */
  | { readonly kind: "number"; readonly value: number };

/**
 * A table's model that can answer.
 *
 * @example
 * ```ts
 * const { columns, predict }: TablePredictor = await tablePredictor(job.model, runtime);
 * const answer = await predict(Object.fromEntries(columns.map(({ name }) => [name, "1"])));
 * ```
 */
export interface TablePredictor {
  /** The column that it foretells. */
  readonly target: string;
  /** What it wants to know, in the table's order. */
  readonly columns: readonly TableColumn[];
  /** @param row - cells as in a CSV file, by column; one that is missing or empty counts as not known. */
  readonly predict: (row: Readonly<Record<string, string>>) => Promise<TableAnswer>;
}

/**
 * What the model of a job that was trained on a table asks, and its answers. The model itself is downloaded with the first row.
 *
 * @throws FlashError `model_not_ready`, `artifact_not_found`; `unexpected_answer` when the model is not a table's model that
 *   this version knows.
 * @example
 * ```ts
 * const { predict } = await tablePredictor(job.model, runtime);
 * const answer = await predict({ month: "Jul", wind_m_s: "2.1" });
 * ```
 */
export async function tablePredictor(
  model: TrainedModel,
  runtime: ModelRuntime,
  options: CallOptions = {},
): Promise<TablePredictor> {
  const { labels, preprocess, run } = await loadedModel(model, runtime, preprocessIn, options);
  const encode = rowEncoder(preprocess);
  return {
    ...preprocess,
    async predict(row) {
      const features = encode(row);
      const answer = await run({ data: features, dims: [1, features.length] });
      return labels.length === 0
        ? { kind: "number", value: answer[0] ?? Number.NaN }
        : { kind: "classes", classes: classShares(labels, answer) };
    },
  };
}

function preprocessIn(value: unknown): Pick<TablePredictor, "target" | "columns"> | null {
  if (!isRecord(value) || value.version !== 1 || !Array.isArray(value.columns)) return null;
  const { target } = value;
  const columns = value.columns.map(columnIn);
  return typeof target === "string" && columns.every((column) => column !== null) ? { target, columns } : null;
}

function columnIn(value: unknown): TableColumn | null {
  if (!isRecord(value) || typeof value.name !== "string") return null;
  const { name, kind, mean, deviation, median, mayMiss, categories } = value;
  if (kind === "ignored") return { name, kind };
  if (kind === "category") return isTexts(categories) ? { name, kind, categories } : null;
  if (kind !== "number" || !isNumber(mean) || !isNumber(deviation) || !isNumber(median)) return null;
  return { name, kind, mean, deviation, median, mayMiss: mayMiss === true };
}
