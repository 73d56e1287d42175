import type { DatasetReport } from "@flash/sdk";
import { Notice } from "../states/notice.tsx";
import { count, counted } from "../wording/quantities.ts";
import { ClassBars } from "./class-bars.tsx";
import { LengthBars } from "./length-bars.tsx";
import { ProblemList } from "./problem-list.tsx";
import "./report.css";

/** Everything that was found out about a dataset, the most important first. */
export function DatasetReportView({ report }: { report: DatasetReport }) {
  const { valid, rows, classes, inputLength, problems } = report;
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  return (
    <div className="stack report">
      <Notice tone={verdictTone(valid, warnings.length)} title={verdict(report)} isAnnounced>
        {valid ? droppedWords(report) : "Nothing was sent. Mend what stands below and choose the file again."}
      </Notice>
      <ProblemList problems={errors} />
      <ProblemList problems={warnings} />
      {rows.kept === 0 ? null : (
        <div className="columns-2">
          <ClassBars classes={classes} rows={rows.kept} />
          {inputLength === null ? null : <LengthBars lengths={inputLength} />}
        </div>
      )}
    </div>
  );
}

const verdictTone = (valid: boolean, warnings: number) => {
  if (!valid) return "bad";
  return warnings > 0 ? "warn" : "good";
};

function verdict({ valid, rows, classes, problems }: DatasetReport): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (!valid) return `This file cannot be trained on: ${counted(errors, "problem")}.`;
  const rest = problems.length === 0 ? "" : `, ${counted(problems.length, "thing")} to know`;
  return `Ready: ${counted(rows.kept, "row")} in ${counted(classes.count, "class", "classes")}${rest}.`;
}

function droppedWords({ rows }: DatasetReport): string {
  const dropped = rows.total - rows.kept;
  return dropped === 0 ? "Every row can be used." : `${count(dropped)} of ${counted(rows.total, "row")} are left out.`;
}
