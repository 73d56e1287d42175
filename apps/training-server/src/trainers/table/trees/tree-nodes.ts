import type { GraphPart } from "../../../onnx/dense-nodes.ts";
import type { OnnxNode, OnnxTensor } from "../../../onnx/model.ts";
import type { Ensemble } from "./ensemble.ts";
import { depthOf } from "./tree.ts";

/**
 * Boosted trees as nodes from the value `input` ([rows, features]) to the value `output` ([rows, outputs]), in operators that every
 * runtime has: all trees go down one question at a time, side by side, and a leaf goes to itself. ONNX has an operator for
 * trees, but it belongs to a second operator set, which runtimes in browsers may leave out.
 */
export function treeNodes({ base, rounds }: Ensemble, input: string, output: string): GraphPart {
  const trees = rounds.flat();
  const depth = Math.max(...trees.map(depthOf), 0);
  const nodes: OnnxNode[] = [
    node("Shape", [input], "input_shape"),
    node("Gather", ["input_shape", "first"], "row_count", { axis: 0n }),
    node("Concat", ["row_count", "tree_count"], "places_shape", { axis: 0n }),
    node("Expand", ["roots", "places_shape"], "place_0"),
  ];
  for (let level = 0; level < depth; level += 1) nodes.push(...questionAt(level, input));
  nodes.push(
    node("Gather", ["leaf_value", `place_${depth}`], "leaf_values", { axis: 0n }),
    node("MatMul", ["leaf_values", "output_of_tree"], "tree_sums"),
    node("Add", ["tree_sums", "base"], output),
  );
  return { nodes, initializers: [...arraysOf({ base, rounds }), int64("first", [1], [0])] };
}

function questionAt(level: number, input: string): OnnxNode[] {
  const place = `place_${level}`;
  const at = (name: string): string => `${name}_${level}`;
  return [
    node("Gather", ["asked_feature", place], at("feature"), { axis: 0n }),
    node("Gather", ["threshold", place], at("limit"), { axis: 0n }),
    node("GatherElements", [input, at("feature")], at("answer"), { axis: 1n }),
    node("LessOrEqual", [at("answer"), at("limit")], at("is_left")),
    node("Gather", ["left", place], at("left"), { axis: 0n }),
    node("Gather", ["right", place], at("right"), { axis: 0n }),
    node("Where", [at("is_left"), at("left"), at("right")], `place_${level + 1}`),
  ];
}

/** The nodes of all trees in one row: children are counted from its start. */
function arraysOf({ base, rounds }: Ensemble): OnnxTensor[] {
  const trees = rounds.flat();
  const outputs = base.length;
  const starts: number[] = [];
  let size = 0;
  for (const { value } of trees) {
    starts.push(size);
    size += value.length;
  }
  const shifted = (part: "left" | "right") =>
    trees.flatMap((tree, index) => Array.from(tree[part], (child) => child + (starts[index] ?? 0)));
  const owners = new Float32Array(trees.length * outputs);
  for (const index of trees.keys()) owners[index * outputs + (index % outputs)] = 1;
  const float = (name: string, dims: readonly number[], data: Float32Array): OnnxTensor => ({ name, dims, data });
  return [
    int64(
      "asked_feature",
      [size],
      trees.flatMap(({ feature }) => [...feature]),
    ),
    float("threshold", [size], Float32Array.from(trees.flatMap(({ threshold }) => [...threshold]))),
    int64("left", [size], shifted("left")),
    int64("right", [size], shifted("right")),
    float("leaf_value", [size], Float32Array.from(trees.flatMap(({ value }) => [...value]))),
    int64("roots", [1, trees.length], starts),
    int64("tree_count", [1], [trees.length]),
    float("output_of_tree", [trees.length, outputs], owners),
    float("base", [outputs], base),
  ];
}

const node = (
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: NonNullable<OnnxNode["attributes"]> = {},
): OnnxNode => ({ op, inputs, outputs: [output], attributes });

const int64 = (name: string, dims: readonly number[], values: readonly number[]): OnnxTensor => ({
  name,
  dims,
  data: BigInt64Array.from(values, BigInt),
});
