import type { DatasetReport } from "@flash/sdk";
import { count, counted } from "../wording/quantities.ts";

const WIDTH = 300;
const HEIGHT = 110;

/** How long the texts are. */
export function LengthBars({ lengths }: { lengths: NonNullable<DatasetReport["inputLength"]> }) {
  const { histogram, min, median, p95, max } = lengths;
  const most = Math.max(...histogram.map(({ rows }) => rows));
  const width = WIDTH / histogram.length;
  return (
    <section className="card card-body">
      <h3 className="card-title">
        Lengths <small>in characters</small>
      </h3>
      <svg className="length-bars" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
        {histogram.map(({ from, to, rows }, index) => {
          const height = Math.max(2, ((HEIGHT - 24) * rows) / most);
          return (
            <g key={from}>
              <title>{`${count(from)} to ${count(to)} characters: ${counted(rows, "row")}`}</title>
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
