import { useId, useState } from "react";
import { isMeasured, linePath, type Scale, scaleFor, type Series, xOf, yOf } from "./chart-scale.ts";
import "./chart.css";

const WIDTH = 480;
const HEIGHT = 220;
/** Of the height, from above: below the first of the lines that an empty scale has at every quarter. */
const BETWEEN_LINES = 0.4;
const FRAME = { left: 58, top: 10, width: WIDTH - 72, height: HEIGHT - 42 };

interface LineChartProps {
  readonly title: string;
  /** Two at most: they are told apart by colour and by dashes. */
  readonly series: readonly Series[];
  /** How many epochs there will be in the end. */
  readonly epochs: number;
  readonly format: (value: number) => string;
  readonly ceiling?: number;
}

/** Lines over epochs. The figures are in a table for whoever does not see them. */
export function LineChart({ title, series, epochs, format, ceiling }: LineChartProps) {
  const heading = useId();
  const [shown, setShown] = useState<number | null>(null);
  const known = Math.max(...series.map(({ values }) => values.length), 0);
  const last = Math.max(epochs, known, 1);
  const scale = scaleFor(series, ceiling);
  const at = shown === null || shown > known ? known : shown;

  function look(event: React.PointerEvent<SVGSVGElement>): void {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const x = ((event.clientX - left) / width) * WIDTH;
    const epoch = Math.round(1 + ((x - FRAME.left) / FRAME.width) * (last - 1));
    setShown(Math.min(Math.max(epoch, 1), Math.max(known, 1)));
  }

  return (
    <figure className="card card-body chart" aria-labelledby={heading}>
      <figcaption className="chart-head">
        <h2 id={heading} className="card-title">
          {title}
        </h2>
        <ul className="chart-legend">
          {series.map(({ name, values }, index) => (
            <li key={name} data-series={index + 1}>
              <span className="chart-key" />
              {name}
              <strong className="numeric">{shownValue(values[at - 1], format)}</strong>
            </li>
          ))}
        </ul>
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        aria-hidden="true"
        onPointerMove={look}
        onPointerLeave={() => setShown(null)}
        className="chart-drawing"
      >
        {scale.ticks.map((tick) => (
          <g key={tick}>
            <line
              className="chart-grid"
              x1={FRAME.left}
              x2={FRAME.left + FRAME.width}
              y1={yOf(tick, scale, FRAME)}
              y2={yOf(tick, scale, FRAME)}
            />
            {known === 0 ? null : (
              <text className="chart-tick" x={FRAME.left - 8} y={yOf(tick, scale, FRAME) + 4} textAnchor="end">
                {format(tick)}
              </text>
            )}
          </g>
        ))}
        {(last === 1 && known === 0 ? [] : epochTicks(last)).map((epoch) => (
          <text key={epoch} className="chart-tick" x={xOf(epoch, last, FRAME)} y={HEIGHT - 8} textAnchor="middle">
            {epoch}
          </text>
        ))}
        {shown === null || known === 0 ? null : (
          <line
            className="chart-cursor"
            x1={xOf(at, last, FRAME)}
            x2={xOf(at, last, FRAME)}
            y1={FRAME.top}
            y2={FRAME.top + FRAME.height}
          />
        )}
        {series.map((one, index) => (
          <g key={one.name} data-series={index + 1} className="chart-series">
            <path d={linePath(one, last, scale, FRAME)} />
            <Mark value={one.values[at - 1]} x={xOf(at, last, FRAME)} scale={scale} />
          </g>
        ))}
        {known === 0 ? (
          <text
            className="chart-wait"
            x={FRAME.left + FRAME.width / 2}
            y={FRAME.top + FRAME.height * BETWEEN_LINES}
            textAnchor="middle"
          >
            The first epoch is not over yet
          </text>
        ) : null}
      </svg>
      <table className="only-heard">
        <caption>{title} by epoch</caption>
        <thead>
          <tr>
            <th scope="col">Epoch</th>
            {series.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: known }, (_, index) => (
            <tr key={index}>
              <th scope="row">{index + 1}</th>
              {series.map(({ name, values }) => (
                <td key={name}>{shownValue(values[index], format)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}

type Value = number | null | undefined;

const shownValue = (value: Value, format: (value: number) => string): string =>
  isMeasured(value) ? format(value) : "–";

const Mark = ({ value, x, scale }: { value: Value; x: number; scale: Scale }) =>
  isMeasured(value) ? <circle cx={x} cy={yOf(value, scale, FRAME)} r={3.5} /> : null;

/** The first, the last and some in between. */
function epochTicks(last: number): number[] {
  const step = Math.max(1, Math.ceil((last - 1) / 6));
  const ticks = Array.from({ length: Math.floor((last - 1) / step) + 1 }, (_, index) => 1 + index * step);
  return ticks.at(-1) === last
    ? ticks
    : [...ticks.slice(0, last - (ticks.at(-1) ?? 0) < step / 2 ? -1 : undefined), last];
}
