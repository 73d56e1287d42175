import type { DatasetReport } from "@flash/sdk";
import { ShareBar } from "../chart/share-bar.tsx";
import { count, percent } from "../wording/quantities.ts";

/** More are counted, not drawn. */
const SHOWN = 12;

/** How many rows each class has, with its first examples. */
export function ClassBars({ classes, rows }: { classes: DatasetReport["classes"]; rows: number }) {
  const largest = classes.list[0]?.rows ?? 1;
  const shown = classes.list.slice(0, SHOWN);
  return (
    <section className="card card-body">
      <h2 className="card-title">
        Classes <small>{count(classes.count)}</small>
      </h2>
      <ul className="class-bars">
        {shown.map(({ label, rows: ofClass, samples }) => (
          <li key={label}>
            <details>
              <summary>
                <span className="class-label">{label}</span>
                <span className="class-count numeric">
                  {count(ofClass)} <span className="dim">{percent(ofClass / rows, 0)}</span>
                </span>
                <ShareBar share={ofClass / largest} />
              </summary>
              <ul className="samples">
                {samples.length === 0 ? <li>No samples are kept of this class.</li> : null}
                {samples.map((sample, index) => (
                  <li key={index}>{sample}</li>
                ))}
              </ul>
            </details>
          </li>
        ))}
      </ul>
      {classes.count > shown.length ? (
        <p className="dim small">and {count(classes.count - shown.length)} smaller ones</p>
      ) : null}
    </section>
  );
}
