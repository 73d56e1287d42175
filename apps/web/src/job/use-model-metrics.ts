import { useArtifact, useModel } from "@flash/sdk/react";
import { useMemo } from "react";
import { type ModelMetrics, modelMetrics } from "./model-metrics.ts";

/** What was measured on the held-out data; null until it is known, and when the trainer has written nothing that is known here. */
export function useModelMetrics(jobId: string): ModelMetrics | null {
  const { data: model } = useModel(jobId);
  const { data: bytes } = useArtifact(jobId, model?.artifacts.find(({ role }) => role === "metrics")?.path ?? null);
  return useMemo(() => (bytes === undefined ? null : modelMetrics(jsonIn(bytes))), [bytes]);
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
}
