import { count, percent } from "../wording/quantities.ts";
import type { ModelMetrics } from "./model-metrics.ts";

/** How well each class is told from the others. */
export function ClassScores({ metrics: { classes, majorityBaseline } }: { metrics: ModelMetrics }) {
  if (classes.length === 0) return null;
  return (
    <section className="card card-body">
      <h2 className="card-title">Classes</h2>
      <div className="table-scroll" tabIndex={0} role="group" aria-label="Scores by class">
        <table className="scores numeric">
          <thead>
            <tr>
              <th scope="col">Class</th>
              <th scope="col">
                <abbr title="Of what was taken for this class, so much was right">Precision</abbr>
              </th>
              <th scope="col">
                <abbr title="Of what is this class, so much was found">Recall</abbr>
              </th>
              <th scope="col">F1</th>
              <th scope="col">Examples</th>
            </tr>
          </thead>
          <tbody>
            {classes.map(({ name, precision, recall, f1, support }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{percent(precision)}</td>
                <td>{percent(recall)}</td>
                <td>{percent(f1)}</td>
                <td>{count(support)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {majorityBaseline === null ? null : (
        <p className="dim small baseline">
          Always naming the most frequent class would be right in {percent(majorityBaseline)}.
        </p>
      )}
    </section>
  );
}
