import * as z from "zod";
import type { SafeTensor, SafeTensors } from "../../safetensors.ts";
import { EpochRow } from "../../training/epoch-row.ts";
import type { Snapshot } from "../../training/progress-keeper.ts";
import type { Tree } from "./tree.ts";

/** All that changes while trees are boosted; there is no chance in it. */
export interface BoostingState {
  /** Round by round, a tree for each output. */
  readonly rounds: (readonly Tree[])[];
  /** As many as rounds. */
  readonly history: EpochRow[];
}

const Stored = z.object({
  history: z.array(EpochRow),
  /** Nodes of each tree, tree after tree. */
  sizes: z.array(z.int().positive()),
});

const WHOLE = ["feature", "left", "right"] as const;
const REAL = ["threshold", "value"] as const;

export function boostingSnapshot({ rounds, history }: BoostingState): Snapshot {
  const trees = rounds.flat();
  const tensors = new Map<string, SafeTensor>(
    [...WHOLE, ...REAL].map((part) => {
      const values = Float32Array.from(trees.flatMap((tree) => [...tree[part]]));
      return [part, { shape: [values.length], values }];
    }),
  );
  const stored: z.infer<typeof Stored> = { history, sizes: trees.map(({ value }) => value.length) };
  return {
    step: history.length,
    epoch: history.length,
    stored: { tensors, metadata: { state: JSON.stringify(stored) } },
  };
}

/** @param outputs - trees in a round. @throws Error when it is no such state. */
export function restoreBoosting({ tensors, metadata }: SafeTensors, outputs: number): BoostingState {
  const { history, sizes } = Stored.parse(JSON.parse(metadata["state"] ?? "null"));
  if (sizes.length !== history.length * outputs) throw new Error("it has trees of another number of outputs");
  const part = (name: string): Float32Array => {
    const values = tensors.get(name)?.values;
    if (values === undefined) throw new Error(`it has no ${name}`);
    return values;
  };
  let at = 0;
  const trees = sizes.map((size): Tree => {
    const from = at;
    at += size;
    const whole = (name: string) => Int32Array.from(part(name).subarray(from, at));
    const real = (name: string) => part(name).slice(from, at);
    return {
      feature: whole("feature"),
      threshold: real("threshold"),
      left: whole("left"),
      right: whole("right"),
      value: real("value"),
    };
  });
  const rounds = history.map((_, round) => trees.slice(round * outputs, (round + 1) * outputs));
  return { rounds, history };
}
