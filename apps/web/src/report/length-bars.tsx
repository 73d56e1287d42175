import type { DatasetReport } from "@flash/sdk";
import { count } from "../wording/quantities.ts";

/** Of whatever is counted. */
type Lengths = NonNullable<Extract<DatasetReport, { kind: "text" }>["inputLength"]>;

const WIDTH = 300;
const HEIGHT = 110;
const WIDEST_BAR = 64;

interface LengthBarsProps {
  readonly title: string;
  readonly unit: string;
  readonly lengths: Lengths;
}

/** How long the texts are, or how large the pictures. */
export function LengthBars({ title, unit, lengths }: LengthBarsProps) {
  const { histogram, min, median, p95, max } = lengths;
  const most = Math.max(...histogram.map(({ rows }) => rows));
  const width = Math.min(WIDTH / histogram.length, WIDEST_BAR);
  return (
    <section className="card card-body">
      <h2 className="card-title">
        {title} <small>in {unit}</small>
      </h2>
      <svg className="length-bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {histogram.map(({ from, to, rows }, index) => {
          const height = Math.max(2, ((HEIGHT - 24) * rows) / most);
          return (
            <g key={from}>
              <title>{`${count(from)} to ${count(to)} ${unit}: ${count(rows)}`}</title>
              <rect x={index * width + 2} y={HEIGHT - 18 - height} width={width - 4} height={height} rx="2" />
              <text x={index * width + width / 2} y={HEIGHT - 4} textAnchor="middle">
                {histogram.length > 8 && index % 2 === 1 ? "" : count(from)}
              </text>
            </g>
          );
        })}
      </svg>
      <dl className="length-facts numeric">
        <Fact name="Shortest" value={min} />
        <Fact name="Half are below" value={median} />
        <Fact name="95 % are below" value={p95} />
        <Fact name="Longest" value={max} />
      </dl>
    </section>
  );
}

const Fact = ({ name, value }: { name: string; value: number }) => (
  <div>
    <dt>{name}</dt>
    <dd>{count(value)}</dd>
  </div>
);
