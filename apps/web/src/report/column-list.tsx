import type { DatasetReport } from "@flash/sdk";
import { count } from "../wording/quantities.ts";
import "../job/result.css";

type Table = Extract<DatasetReport, { kind: "table" }>;

/** More columns are counted, not listed. */
const SHOWN = 40;

/** What each column of a table holds. */
export function ColumnList({ columns, target }: { columns: Table["columns"]; target: string | null }) {
  return (
    <section className="card card-body">
      <h2 className="card-title">
        Columns <small>{count(columns.length)}</small>
      </h2>
      <div className="table-scroll" tabIndex={0} role="group" aria-label="Columns">
        <table className="scores numeric">
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Type</th>
              <th scope="col">Missing</th>
              <th scope="col">Different</th>
              <th scope="col">For example</th>
            </tr>
          </thead>
          <tbody>
            {columns.slice(0, SHOWN).map(({ name, type, missing, distinct, samples }) => (
              <tr key={name}>
                <th scope="row">
                  {name}
                  {name === target ? <span className="dim"> to foretell</span> : null}
                </th>
                <td>{type}</td>
                <td>{count(missing)}</td>
                <td>
                  {count(distinct.count)}
                  {distinct.atLeast ? "+" : ""}
                </td>
                <td>{samples.join(", ")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
