import type { TrainerJob, TrainerSample } from "@flash/schemas";
import type { GraphPart } from "../../onnx/dense-nodes.ts";
import { encodeOnnx } from "../../onnx/model.ts";
import type { OnnxModel, OnnxNode, OnnxTensor } from "../../onnx/model.ts";
import type { ArtifactWriter } from "../artifacts.ts";
import { largestIndex, softmaxRows } from "../learning/softmax.ts";
import type { Goal } from "../training/dense-learner.ts";
import { inTargetUnit } from "../training/target-unit.ts";
import type { TableDataset } from "./load.ts";
import { CLASS_OUTPUT, NUMBER_OUTPUT, ONNX_INPUT } from "./onnx-names.ts";

/** What the model itself gives, before it is turned into probabilities or the target's unit. */
export const SCORES = "scores";

export interface TableExport {
  readonly job: TrainerJob;
  readonly dataset: TableDataset;
  /** From {@link ONNX_INPUT} to {@link SCORES}. */
  readonly part: GraphPart;
  /** What training saw for the first held-out row. */
  readonly sampleScores: ArrayLike<number>;
}

export function tableOnnxModel({ job, dataset, part }: Omit<TableExport, "sampleScores">): OnnxModel {
  const { goal, width, preprocess } = dataset;
  const end = answerOf(goal);
  return {
    name: "flash-table",
    nodes: [...part.nodes, ...end.nodes],
    initializers: [...part.initializers, ...end.initializers],
    inputs: [{ name: ONNX_INPUT, type: "float32", dims: ["rows", width] }],
    outputs: [{ name: end.output, type: "float32", dims: ["rows", goal.kind === "classes" ? goal.count : 1] }],
    metadata: {
      task_type: job.task_type,
      job_id: job.job_id,
      classes: JSON.stringify(job.classes),
      preprocess: JSON.stringify(preprocess),
    },
  };
}

function answerOf(goal: Goal): { nodes: OnnxNode[]; initializers: OnnxTensor[]; output: string } {
  if (goal.kind === "classes") {
    const softmax = { op: "Softmax", inputs: [SCORES], outputs: [CLASS_OUTPUT], attributes: { axis: 1n } };
    return { nodes: [softmax], initializers: [], output: CLASS_OUTPUT };
  }
  const scalar = (name: string, value: number): OnnxTensor => ({ name, dims: [], data: Float32Array.of(value) });
  return {
    nodes: [
      { op: "Mul", inputs: [SCORES, "deviation"], outputs: ["distance"] },
      { op: "Add", inputs: ["distance", "mean"], outputs: [NUMBER_OUTPUT] },
    ],
    initializers: [scalar("deviation", goal.deviation), scalar("mean", goal.mean)],
    output: NUMBER_OUTPUT,
  };
}

/** Writes what a trained table model needs to be used. */
export async function exportTable(artifacts: ArtifactWriter, given: TableExport): Promise<void> {
  await artifacts.write("model", "model.onnx", encodeOnnx(tableOnnxModel(given)));
  await artifacts.writeJson("labels", "labels.json", given.job.classes);
  await artifacts.writeJson("preprocess", "preprocess.json", given.dataset.preprocess);
  await artifacts.writeJson("sample", "sample.json", samplePrediction(given));
}

function samplePrediction({ job, dataset, sampleScores }: TableExport): TrainerSample {
  const { goal, width, validation } = dataset;
  const features = [...validation.inputs.subarray(0, width)];
  const inputs: TrainerSample["inputs"] = { [ONNX_INPUT]: { type: "float32", dims: [1, width], data: features } };
  const answer = Float32Array.from(sampleScores);
  if (goal.kind === "number") {
    const value = inTargetUnit(goal, answer[0] ?? 0);
    const tolerance = 1e-4 * Math.max(goal.deviation, Math.abs(value));
    return { inputs, outputs: { [NUMBER_OUTPUT]: { type: "float32", dims: [1, 1], data: [value] } }, tolerance };
  }
  softmaxRows(answer, 1, goal.count);
  const label = job.classes[largestIndex(answer, 0, goal.count)];
  return {
    inputs,
    outputs: { [CLASS_OUTPUT]: { type: "float32", dims: [1, goal.count], data: [...answer] } },
    tolerance: 1e-4,
    ...(label === undefined ? {} : { label }),
  };
}
