import type { DatasetProblem } from "@flash/sdk";
import { describeProblem, placeText } from "@flash/sdk/report";
import { CrossIcon, WarningIcon } from "../icons/icons.tsx";
import { count } from "../wording/quantities.ts";

/** More places are counted, not listed. */
const SHOWN_PLACES = 8;

/** What is wrong, where, and how to mend it. */
export function ProblemList({ problems }: { problems: readonly DatasetProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <ul className="problems" aria-label={problems[0]?.severity === "error" ? "Errors" : "Warnings"}>
      {problems.map((problem, index) => (
        <li key={index} className="card" data-severity={problem.severity}>
          <Problem problem={problem} />
        </li>
      ))}
    </ul>
  );
}

function Problem({ problem }: { problem: DatasetProblem }) {
  const { sentence, remedy } = describeProblem(problem);
  const places = problem.places.slice(0, SHOWN_PLACES).map((place) => placeText(place));
  const more = problem.count - places.length;
  return (
    <>
      <span className="problem-icon">{problem.severity === "error" ? <CrossIcon /> : <WarningIcon />}</span>
      <div>
        <p className="problem-sentence">{sentence}</p>
        <p className="dim">{remedy}</p>
        {places.length === 0 ? null : (
          <p className="problem-places mono">
            {places.join(" · ")}
            {more > 0 ? ` · and ${count(more)} more` : ""}
          </p>
        )}
      </div>
    </>
  );
}
