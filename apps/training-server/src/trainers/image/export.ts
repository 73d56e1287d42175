import type { TrainerJob, TrainerSample } from "@flash/schemas";
import { denseNodes, withStandardisation } from "../../onnx/dense-nodes.ts";
import { encodeOnnx } from "../../onnx/model.ts";
import type { OnnxModel } from "../../onnx/model.ts";
import type { ArtifactWriter } from "../artifacts.ts";
import type { DenseLayer } from "../learning/dense-network.ts";
import { largestIndex, softmaxRows } from "../learning/softmax.ts";
import type { Standardisation } from "../learning/standardisation.ts";
import { FEATURES } from "./backbone-graph.ts";
import type { BackboneGraph } from "./backbone-graph.ts";
import { ONNX_INPUT, ONNX_OUTPUT } from "./onnx-names.ts";
import type { ImagePreprocess } from "./preprocess.ts";

export interface TrainedHead {
  readonly layer: DenseLayer;
  readonly standardisation: Standardisation;
}

export interface ImageExport {
  readonly job: TrainerJob;
  readonly backbone: BackboneGraph;
  readonly head: TrainedHead;
  readonly preprocess: ImagePreprocess;
  /** The first held-out picture as the model takes it, and the logits that training saw for it. */
  readonly sample: { readonly pixels: Float32Array; readonly logits: Float32Array };
}

/** Network and head as one graph, from pixels to probabilities. */
export function imageOnnxModel({ job, backbone, head, preprocess }: Omit<ImageExport, "sample">): OnnxModel {
  const { size } = preprocess;
  const classifier = denseNodes([withStandardisation(head.layer, head.standardisation)], FEATURES, "logits");
  return {
    name: "flash-image-mobilenet_v2",
    nodes: [
      ...backbone.nodes,
      ...classifier.nodes,
      { op: "Softmax", inputs: ["logits"], outputs: [ONNX_OUTPUT], attributes: { axis: 1n } },
    ],
    initializers: [...backbone.initializers, ...classifier.initializers],
    inputs: [{ name: ONNX_INPUT, type: "float32", dims: ["images", 3, size, size] }],
    outputs: [{ name: ONNX_OUTPUT, type: "float32", dims: ["images", job.classes.length] }],
    metadata: {
      task_type: job.task_type,
      job_id: job.job_id,
      classes: JSON.stringify(job.classes),
      preprocess: JSON.stringify(preprocess),
    },
  };
}

/** Writes what a trained image model needs to be used. */
export async function exportImages(artifacts: ArtifactWriter, given: ImageExport): Promise<void> {
  const { job, preprocess } = given;
  await artifacts.write("model", "model.onnx", encodeOnnx(imageOnnxModel(given)));
  await artifacts.writeJson("labels", "labels.json", job.classes);
  await artifacts.writeJson("preprocess", "preprocess.json", preprocess);
  // On one line: it has tens of thousands of numbers.
  await artifacts.write("sample", "sample.json", Buffer.from(JSON.stringify(samplePrediction(given))));
}

function samplePrediction({ job, preprocess, sample }: ImageExport): TrainerSample {
  const probabilities = Float32Array.from(sample.logits);
  softmaxRows(probabilities, 1, probabilities.length);
  const label = job.classes[largestIndex(probabilities, 0, probabilities.length)];
  const { size } = preprocess;
  return {
    inputs: { [ONNX_INPUT]: { type: "float32", dims: [1, 3, size, size], data: [...sample.pixels] } },
    outputs: { [ONNX_OUTPUT]: { type: "float32", dims: [1, probabilities.length], data: [...probabilities] } },
    tolerance: 1e-3,
    ...(label === undefined ? {} : { label }),
  };
}
