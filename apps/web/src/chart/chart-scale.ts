/** One measured line, with a value for each epoch from 1 on. */
export interface Series {
  readonly name: string;
  /** null: not measured. */
  readonly values: readonly (number | null)[];
}

/** A range of values with round numbers to label it by. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly number[];
}

export const isMeasured = (value: number | null | undefined): value is number =>
  typeof value === "number" && Number.isFinite(value);

const STEPS = [1, 2, 2.5, 5, 10] as const;

/**
 * A scale from 0 to a round number above everything that is shown, with about four steps.
 *
 * @param ceiling - what no value can exceed, such as 1 for shares: a scale that would pass it ends there.
 */
export function scaleFor(series: readonly Series[], ceiling = Number.POSITIVE_INFINITY): Scale {
  const largest = Math.max(...series.flatMap(({ values }) => values.filter(isMeasured)), 1e-9);
  const rough = Math.min(largest, ceiling) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = (STEPS.find((each) => each * power >= rough * 0.999) ?? 10) * power;
  const max = Math.min(Math.ceil((largest / step) * 0.999) * step, ceiling);
  const ticks = Array.from({ length: Math.floor(max / step + 1e-9) + 1 }, (_, index) => index * step);
  return { min: 0, max, ticks };
}

/** Where things stand in a drawing, in its own units. */
export interface Frame {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** @param epochs - how many will be shown in the end: the line grows towards the right edge and never moves. */
export const xOf = (epoch: number, epochs: number, { left, width }: Frame): number =>
  left + (epochs <= 1 ? width / 2 : (width * (epoch - 1)) / (epochs - 1));

export const yOf = (value: number, { min, max }: Scale, { top, height }: Frame): number =>
  top + height - (height * (Math.min(Math.max(value, min), max) - min)) / (max - min);

/** The `d` of a path through all values; what was not measured leaves a gap. */
export function linePath({ values }: Series, epochs: number, scale: Scale, frame: Frame): string {
  let isDown = false;
  return values
    .map((value, index) => {
      if (!isMeasured(value)) {
        isDown = false;
        return "";
      }
      const command = isDown ? "L" : "M";
      isDown = true;
      return `${command}${xOf(index + 1, epochs, frame).toFixed(1)} ${yOf(value, scale, frame).toFixed(1)}`;
    })
    .join("");
}
