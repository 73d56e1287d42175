import type { TrainerJob, TrainerSample } from "@flash/schemas";
import { encodeOnnx } from "../../onnx/model.ts";
import type { ArtifactWriter } from "../artifacts.ts";
import { largestIndex } from "../learning/softmax.ts";
import type { TextDataset } from "./load.ts";
import type { TextModel } from "./models/text-model.ts";
import { ONNX_INPUT, ONNX_OUTPUT, textOnnxModel } from "./onnx-graph.ts";
import { textEncoder } from "./tokenizer.ts";

/** Writes what a trained text model needs to be used. */
export async function exportText(
  artifacts: ArtifactWriter,
  { job, model, dataset }: { job: TrainerJob; model: TextModel; dataset: TextDataset },
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
  await artifacts.writeJson("sample", "sample.json", samplePrediction(job, model, dataset));
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
