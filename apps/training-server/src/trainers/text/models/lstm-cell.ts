import type { CellFactory } from "./cell.ts";
import { growingBuffer } from "./encoder.ts";

/**
 * Long short-term memory (Hochreiter and Schmidhuber 1997, with forget gates), gates in ONNX's order i, o, f, c.
 *
 *     i, o, f = σ(W x + R h + b)   g = tanh(Wc x + Rc h + bc)   c' = f ∘ c + i ∘ g   h' = o ∘ tanh(c')
 */
export const lstmCell: CellFactory = (init, hidden) => {
  const gateWidth = 4 * hidden;
  const memoryBuffer = growingBuffer(init.floats);
  const squashedBuffer = growingBuffer(init.floats);
  const slopeBuffer = growingBuffer(init.floats);
  let memories = memoryBuffer(0);
  let squashed = squashedBuffer(0);
  /** Per text: the slope of c, arriving from the later step. */
  let slopes = slopeBuffer(0);
  return {
    gateCount: 4,
    parameters: [],
    // Remembering is the default, forgetting is learned (Jozefowicz et al. 2015).
    prepareBias: (bias) => void bias.fill(1, 2 * hidden, 3 * hidden),
    begin(rows, texts) {
      memories = memoryBuffer(rows * hidden);
      squashed = squashedBuffer(rows * hidden);
      slopes = slopeBuffer(texts * hidden);
      slopes.fill(0);
    },
    activate({ projected, gates, recurrence, states }, row, token, previousRow) {
      const h = row * hidden;
      const before = previousRow * hidden;
      for (let unit = 0; unit < hidden; unit += 1) {
        const x = token * gateWidth + unit;
        const at = row * gateWidth + unit;
        const i = 1 / (1 + Math.exp(-((projected[x] as number) + (recurrence[at] as number))));
        const o = 1 / (1 + Math.exp(-((projected[x + hidden] as number) + (recurrence[at + hidden] as number))));
        const f =
          1 / (1 + Math.exp(-((projected[x + 2 * hidden] as number) + (recurrence[at + 2 * hidden] as number))));
        const g = Math.tanh((projected[x + 3 * hidden] as number) + (recurrence[at + 3 * hidden] as number));
        const memory = i * g + (before < 0 ? 0 : f * (memories[before + unit] as number));
        const bent = Math.tanh(memory);
        gates[at] = i;
        gates[at + hidden] = o;
        gates[at + 2 * hidden] = f;
        gates[at + 3 * hidden] = g;
        memories[h + unit] = memory;
        squashed[h + unit] = bent;
        states[h + unit] = o * bent;
      }
    },
    deactivate({ gates, recurrence, carried, pooled }, row, text, previousRow) {
      const h = row * hidden;
      const c = text * hidden;
      const before = previousRow * hidden;
      for (let unit = 0; unit < hidden; unit += 1) {
        const at = row * gateWidth + unit;
        const i = gates[at] as number;
        const o = gates[at + hidden] as number;
        const f = gates[at + 2 * hidden] as number;
        const g = gates[at + 3 * hidden] as number;
        const bent = squashed[h + unit] as number;
        const slope = (carried[c + unit] as number) + (pooled[c + unit] as number);
        const toMemory = (slopes[c + unit] as number) + slope * o * (1 - bent * bent);
        const memoryBefore = before < 0 ? 0 : (memories[before + unit] as number);
        gates[at] = toMemory * g * i * (1 - i);
        gates[at + hidden] = slope * bent * o * (1 - o);
        gates[at + 2 * hidden] = toMemory * memoryBefore * f * (1 - f);
        gates[at + 3 * hidden] = toMemory * i * (1 - g * g);
        slopes[c + unit] = toMemory * f;
        carried[c + unit] = 0;
      }
      // Nothing stands between R h and the gates, so both sides have the same slopes.
      for (let at = row * gateWidth; at < (row + 1) * gateWidth; at += 1) recurrence[at] = gates[at] as number;
    },
    finish: () => undefined,
  };
};
