import type { BinnedRows } from "./bins.ts";
import type { Tree } from "./tree.ts";

export interface TreeLimits {
  /** Questions in a row. */
  readonly maxDepth: number;
  readonly minRowsPerLeaf: number;
  /** Each leaf's value is multiplied by it. */
  readonly learningRate: number;
}

/** First and second derivative of the loss by the score, row by row. */
export interface Slopes {
  readonly gradients: Float64Array;
  readonly curvatures: Float64Array;
}

/** Pulls leaves of few rows towards zero (λ of Chen and Guestrin 2016). */
const PULL = 1;
/** A split that gains less than this has found noise of the arithmetic. */
const LEAST_GAIN = 1e-6;

/** A tree that takes one Newton step down the loss: grown depth first, each split the best of all features and bins. */
export function growTree(binned: BinnedRows, slopes: Slopes, limits: TreeLimits): Tree {
  const grower = new TreeGrower(binned, slopes, limits);
  grower.grow(
    Int32Array.from({ length: binned.rows }, (_, row) => row),
    0,
  );
  return grower.tree();
}

interface Split {
  readonly feature: number;
  readonly bin: number;
  readonly gain: number;
}

interface Node {
  feature: number;
  threshold: number;
  left: number;
  right: number;
  value: number;
}

class TreeGrower {
  readonly #binned: BinnedRows;
  readonly #slopes: Slopes;
  readonly #limits: TreeLimits;
  readonly #nodes: Node[] = [];
  readonly #gradientOf = new Float64Array(256);
  readonly #curvatureOf = new Float64Array(256);
  readonly #rowsOf = new Int32Array(256);

  constructor(binned: BinnedRows, slopes: Slopes, limits: TreeLimits) {
    this.#binned = binned;
    this.#slopes = slopes;
    this.#limits = limits;
  }

  /** @returns the number of the node that these rows come to. */
  grow(rows: Int32Array, depth: number): number {
    const number = this.#nodes.length;
    const { gradient, curvature } = this.#sums(rows);
    const step = (-gradient / (curvature + PULL)) * this.#limits.learningRate;
    const node: Node = { feature: 0, threshold: 0, left: number, right: number, value: Math.fround(step) };
    this.#nodes.push(node);
    const split = depth < this.#limits.maxDepth ? this.#bestSplit(rows, gradient, curvature) : undefined;
    if (split === undefined) return number;
    const bins = this.#binned.bins[split.feature];
    node.feature = split.feature;
    node.threshold = this.#binned.thresholds[split.feature]?.[split.bin] ?? 0;
    node.value = 0;
    node.left = this.grow(
      rows.filter((row) => (bins?.[row] ?? 0) <= split.bin),
      depth + 1,
    );
    node.right = this.grow(
      rows.filter((row) => (bins?.[row] ?? 0) > split.bin),
      depth + 1,
    );
    return number;
  }

  tree(): Tree {
    const nodes = this.#nodes;
    return {
      feature: Int32Array.from(nodes, ({ feature }) => feature),
      threshold: Float32Array.from(nodes, ({ threshold }) => threshold),
      left: Int32Array.from(nodes, ({ left }) => left),
      right: Int32Array.from(nodes, ({ right }) => right),
      value: Float32Array.from(nodes, ({ value }) => value),
    };
  }

  #sums(rows: Int32Array): { gradient: number; curvature: number } {
    let gradient = 0;
    let curvature = 0;
    for (const row of rows) {
      gradient += this.#slopes.gradients[row] as number;
      curvature += this.#slopes.curvatures[row] as number;
    }
    return { gradient, curvature };
  }

  #bestSplit(rows: Int32Array, gradient: number, curvature: number): Split | undefined {
    let best: Split | undefined;
    for (const [feature, bins] of this.#binned.bins.entries()) {
      const cuts = this.#binned.thresholds[feature]?.length ?? 0;
      if (cuts === 0) continue;
      this.#fillHistogram(rows, bins, cuts + 1);
      const found = this.#bestCut(feature, cuts, { rows: rows.length, gradient, curvature });
      if (found !== undefined && found.gain > (best?.gain ?? LEAST_GAIN)) best = found;
    }
    return best;
  }

  #fillHistogram(rows: Int32Array, bins: Uint8Array, count: number): void {
    const { gradients, curvatures } = this.#slopes;
    this.#gradientOf.fill(0, 0, count);
    this.#curvatureOf.fill(0, 0, count);
    this.#rowsOf.fill(0, 0, count);
    for (const row of rows) {
      const bin = bins[row] as number;
      this.#gradientOf[bin] = (this.#gradientOf[bin] as number) + (gradients[row] as number);
      this.#curvatureOf[bin] = (this.#curvatureOf[bin] as number) + (curvatures[row] as number);
      this.#rowsOf[bin] = (this.#rowsOf[bin] as number) + 1;
    }
  }

  #bestCut(
    feature: number,
    cuts: number,
    { rows, gradient, curvature }: { rows: number; gradient: number; curvature: number },
  ): Split | undefined {
    const { minRowsPerLeaf } = this.#limits;
    const whole = gain(gradient, curvature);
    let best: Split | undefined;
    let leftGradient = 0;
    let leftCurvature = 0;
    let leftRows = 0;
    for (let bin = 0; bin < cuts; bin += 1) {
      leftGradient += this.#gradientOf[bin] as number;
      leftCurvature += this.#curvatureOf[bin] as number;
      leftRows += this.#rowsOf[bin] as number;
      if (leftRows < minRowsPerLeaf) continue;
      if (rows - leftRows < minRowsPerLeaf) break;
      const better =
        gain(leftGradient, leftCurvature) + gain(gradient - leftGradient, curvature - leftCurvature) - whole;
      if (better > (best?.gain ?? 0)) best = { feature, bin, gain: better };
    }
    return best;
  }
}

const gain = (gradient: number, curvature: number): number => (gradient * gradient) / (curvature + PULL);
