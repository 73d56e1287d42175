import { Checkbox } from "@mantine/core";
import type { DatasetProblem } from "@flash/sdk";
import { describeFix, describeProblem, placeText } from "@flash/sdk/report";
import { CrossIcon, WarningIcon } from "../icons/icons.tsx";
import { count } from "../wording/quantities.ts";
import type { FixChoice } from "./fix-choice.ts";

/** More places are counted, not listed. */
const SHOWN_PLACES = 8;

interface ProblemListProps {
  readonly problems: readonly DatasetProblem[];
  /** null: nothing can be mended from here. */
  readonly choice: FixChoice | null;
}

/** What is wrong, where, and how to mend it. */
export function ProblemList({ problems, choice }: ProblemListProps) {
  if (problems.length === 0) return null;
  return (
    <ul className="problems" aria-label={problems[0]?.severity === "error" ? "Errors" : "Warnings"}>
      {problems.map((problem, index) => (
        <li key={index} className="card" data-severity={problem.severity}>
          <Problem problem={problem} choice={choice} />
        </li>
      ))}
    </ul>
  );
}

function Problem({ problem, choice }: { problem: DatasetProblem; choice: FixChoice | null }) {
  const { sentence, remedy } = describeProblem(problem);
  const { fix } = problem;
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
        {fix === undefined || choice === null ? null : (
          <Checkbox
            className="problem-fix"
            size="sm"
            label={
              <>
                <strong>Fix it.</strong> {describeFix(problem)}
              </>
            }
            checked={choice.isChosen(fix)}
            onChange={() => choice.toggle(fix)}
            disabled={choice.isHeld}
          />
        )}
      </div>
    </>
  );
}
