import { readFile } from "node:fs/promises";
import { EpochMetrics } from "@flash/schemas";
import * as z from "zod";
import { keptMetrics } from "../progress/kept-metrics.ts";
import type { CheckedArtifact } from "./check-artifacts.ts";

/** As far as Flash reads the file: a trainer may put anything else into it. */
const MetricsFile = z.object({ epochs: z.array(EpochMetrics) });

const MAX_FILE_BYTES = 16 * 1024 ** 2;
/** As the stored documents allow. */
const MAX_EPOCHS = 1_000;

/**
 * The figures of every epoch. What the trainer said in the moment before this agent or an earlier one was killed, nobody heard; its
 * metrics file knows those epochs too.
 *
 * @param heard - epochs that were told as they ended; they win over the file.
 */
export async function allEpochs(
  heard: readonly EpochMetrics[],
  artifacts: readonly CheckedArtifact[],
): Promise<EpochMetrics[]> {
  const epochs = new Map<number, EpochMetrics>();
  for (const row of await fromFile(artifacts)) epochs.set(row.epoch, row);
  for (const row of heard) epochs.set(row.epoch, row);
  return [...epochs.values()].toSorted((one, other) => one.epoch - other.epoch).slice(-MAX_EPOCHS);
}

async function fromFile(artifacts: readonly CheckedArtifact[]): Promise<readonly EpochMetrics[]> {
  const metrics = artifacts.find(({ stored }) => stored.role === "metrics" && stored.size_bytes <= MAX_FILE_BYTES);
  if (metrics === undefined) return [];
  try {
    return MetricsFile.parse(JSON.parse(await readFile(metrics.file, "utf8"))).epochs.map((row) => ({
      ...row,
      metrics: keptMetrics(row.metrics),
    }));
  } catch {
    return []; // another trainer's format: what was heard has to do
  }
}
