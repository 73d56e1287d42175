import type { DatasetReport } from "@flash/sdk";
import { count, percent } from "../wording/quantities.ts";

/** More are counted, not drawn. */
const SHOWN = 12;

/** How many rows each class has, with its first examples. */
export function ClassBars({ classes, rows }: { classes: DatasetReport["classes"]; rows: number }) {
  const largest = classes.list[0]?.rows ?? 1;
  const shown = classes.list.slice(0, SHOWN);
  return (
    <section className="card card-body">
      <h3 className="card-title">
        Classes <small>{count(classes.count)}</small>
      </h3>
      <ul className="class-bars">
        {shown.map(({ label, rows: ofClass, samples }) => (
          <li key={label}>
            <details>
              <summary>
                <span className="class-label">{label}</span>
                <span className="class-count numeric">
                  {count(ofClass)} <span className="dim">{percent(ofClass / rows, 0)}</span>
                </span>
                <svg className="class-bar" aria-hidden="true" viewBox="0 0 100 6" preserveAspectRatio="none">
                  <rect className="class-bar-ground" width="100" height="6" />
                  <rect className="class-bar-fill" width={(100 * ofClass) / largest} height="6" />
                </svg>
              </summary>
              <ul className="samples">
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
