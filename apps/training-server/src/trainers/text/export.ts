import type { TrainerJob, TrainerSample } from "@flash/schemas";
import { encodeOnnx } from "../../onnx/model.ts";
import type { ArtifactWriter } from "../artifacts.ts";
import type { ClassificationMetrics } from "../classification-metrics.ts";
import { largestIndex } from "../learning/softmax.ts";
import type { TextDataset } from "./load.ts";
import type { TextModel } from "./models/text-model.ts";
import { ONNX_INPUT, ONNX_OUTPUT, textOnnxModel } from "./onnx-graph.ts";
import { textEncoder } from "./tokenizer.ts";
import type { EpochRow } from "./training-state.ts";

/** metrics.json. */
export interface TextMetrics extends ClassificationMetrics {
  readonly model: string;
  readonly seed: number;
  readonly train_count: number;
  readonly val_count: number;
  /** The epoch whose weights are in the model: that of the lowest validation loss. */
  readonly best_epoch: number;
  readonly val_loss: number;
  readonly epochs: readonly EpochRow[];
}

/** Writes all artifacts of a trained text model, the manifest last. */
export async function exportText(
  artifacts: ArtifactWriter,
  { job, model, dataset, metrics }: { job: TrainerJob; model: TextModel; dataset: TextDataset; metrics: TextMetrics },
): Promise<void> {
  const { preprocess } = dataset;
  const metadata = {
    task_type: job.task_type,
    job_id: job.job_id,
    classes: JSON.stringify(job.classes),
    preprocess: JSON.stringify(preprocess),
  };
  await artifacts.write("model", "model.onnx", encodeOnnx(textOnnxModel(model, metadata)));
  await artifacts.writeJson("labels", "labels.json", job.classes);
  await artifacts.writeJson("preprocess", "preprocess.json", preprocess);
  await artifacts.writeJson("metrics", "metrics.json", metrics);
  await artifacts.writeJson("sample", "sample.json", samplePrediction(job, model, dataset));
  await artifacts.finish(job.job_id);
}

function samplePrediction(job: TrainerJob, model: TextModel, { preprocess, sampleText }: TextDataset): TrainerSample {
  const ids = textEncoder(preprocess)(sampleText);
  const probabilities = model.predict([ids]).slice(0, job.classes.length);
  const label = job.classes[largestIndex(probabilities, 0, job.classes.length)];
  return {
    inputs: { [ONNX_INPUT]: { type: "int64", dims: [1, ids.length], data: [...ids] } },
    outputs: { [ONNX_OUTPUT]: { type: "float32", dims: [1, probabilities.length], data: [...probabilities] } },
    tolerance: 1e-4,
    text: sampleText,
    ...(label === undefined ? {} : { label }),
  };
}
