import { matrix } from "../../learning/matrix.ts";
import { parameter } from "../../learning/parameter.ts";
import type { CellFactory } from "./cell.ts";
import { addColumnSums } from "./recurrence.ts";

/**
 * Gated recurrent unit (Cho et al. 2014) in the variant of cuDNN, and of ONNX with `linear_before_reset = 1`; gates in
 * ONNX's order z, r, n.
 *
 *     z = σ(Wz x + Rz h + bz)   r = σ(Wr x + Rr h + br)   n = tanh(Wn x + bn + r ∘ (Rn h + rn))   h' = (1 - z) ∘ n + z ∘ h
 */
export const gruCell: CellFactory = (init, hidden) => {
  const gateWidth = 3 * hidden;
  /** Only the part of n has one of its own: in z and r it would double the input's. */
  const recurrentBias = parameter(init, "recurrent_bias", [hidden], 0);
  return {
    gateCount: 3,
    parameters: [recurrentBias],
    prepareBias: () => undefined,
    begin: () => undefined,
    activate({ projected, gates, recurrence, states, previous }, row, token) {
      const bias = recurrentBias.values;
      const zx = token * gateWidth;
      const rx = zx + hidden;
      const nx = rx + hidden;
      const zg = row * gateWidth;
      const rg = zg + hidden;
      const ng = rg + hidden;
      const h = row * hidden;
      for (let unit = 0; unit < hidden; unit += 1) {
        const z = 1 / (1 + Math.exp(-((projected[zx + unit] as number) + (recurrence[zg + unit] as number))));
        const r = 1 / (1 + Math.exp(-((projected[rx + unit] as number) + (recurrence[rg + unit] as number))));
        const linear = (recurrence[ng + unit] as number) + (bias[unit] as number);
        const n = Math.tanh((projected[nx + unit] as number) + r * linear);
        recurrence[ng + unit] = linear;
        gates[zg + unit] = z;
        gates[rg + unit] = r;
        gates[ng + unit] = n;
        states[h + unit] = (1 - z) * n + z * (previous[h + unit] as number);
      }
    },
    deactivate({ gates, recurrence, previous, carried, pooled }, row, text) {
      const zg = row * gateWidth;
      const rg = zg + hidden;
      const ng = rg + hidden;
      const h = row * hidden;
      const c = text * hidden;
      for (let unit = 0; unit < hidden; unit += 1) {
        const z = gates[zg + unit] as number;
        const r = gates[rg + unit] as number;
        const n = gates[ng + unit] as number;
        const slope = (carried[c + unit] as number) + (pooled[c + unit] as number);
        const toN = slope * (1 - z) * (1 - n * n);
        const toZ = slope * ((previous[h + unit] as number) - n) * z * (1 - z);
        const toR = toN * (recurrence[ng + unit] as number) * r * (1 - r);
        gates[zg + unit] = toZ;
        gates[rg + unit] = toR;
        gates[ng + unit] = toN;
        recurrence[zg + unit] = toZ;
        recurrence[rg + unit] = toR;
        recurrence[ng + unit] = toN * r;
        carried[c + unit] = slope * z;
      }
    },
    finish({ recurrence }, rows) {
      recurrentBias.gradient.fill(0);
      addColumnSums(recurrentBias.gradient, matrix(recurrence, rows, gateWidth), 2 * hidden);
    },
  };
};
