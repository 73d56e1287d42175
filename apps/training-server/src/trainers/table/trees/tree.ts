/** A decision tree as arrays over its nodes; node 0 is the root. A leaf is its own child on both sides. */
export interface Tree {
  /** Which feature is asked for; 0 in a leaf. */
  readonly feature: Int32Array;
  /** `feature ≤ threshold` goes left. */
  readonly threshold: Float32Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What a leaf adds to the score; 0 in other nodes. */
  readonly value: Float32Array;
}

/** What the tree adds to the score of a row. @param start - where the row's features begin in `features`. */
export function valueOf(tree: Tree, features: Float32Array, start: number): number {
  let node = 0;
  for (;;) {
    const isLeft = (features[start + (tree.feature[node] as number)] as number) <= (tree.threshold[node] as number);
    const next = (isLeft ? tree.left : tree.right)[node] as number;
    if (next === node) return tree.value[node] as number;
    node = next;
  }
}

/** How many questions the longest way from the root asks. */
export function depthOf({ left, right }: Tree): number {
  const depthAt = (node: number): number =>
    left[node] === node ? 0 : 1 + Math.max(depthAt(left[node] as number), depthAt(right[node] as number));
  return depthAt(0);
}
