import { count } from "../wording/quantities.ts";
import type { ModelMetrics } from "./model-metrics.ts";

/** More classes make no readable table. */
const MOST_CLASSES = 12;

/** What was taken for what, on the held-out data. */
export function ConfusionMatrix({ metrics: { confusion, classes } }: { metrics: ModelMetrics }) {
  if (confusion.length === 0 || classes.length > MOST_CLASSES) return null;
  return (
    <section className="card card-body">
      <h2 className="card-title">
        Confusion <small>on held-out data</small>
      </h2>
      <div className="table-scroll" tabIndex={0} role="group" aria-label="Confusion matrix">
        <table className="confusion numeric">
          <thead>
            <tr>
              <td />
              <th colSpan={classes.length} scope="colgroup">
                The model said
              </th>
            </tr>
            <tr>
              <th scope="col">It was</th>
              {classes.map(({ name }) => (
                <th key={name} scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {classes.map(({ name, support }, row) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {classes.map((column, index) => (
                  <Cell
                    key={column.name}
                    value={confusion[row]?.[index] ?? 0}
                    share={(confusion[row]?.[index] ?? 0) / Math.max(support, 1)}
                    isRight={row === index}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const Cell = ({ value, share, isRight }: { value: number; share: number; isRight: boolean }) => (
  <td className="confusion-cell" data-right={isRight} data-weight={Math.round(4 * share)}>
    {count(value)}
  </td>
);
