import type { DatasetReport } from "@flash/sdk";
import { Notice } from "../states/notice.tsx";
import { count, counted } from "../wording/quantities.ts";
import { ClassBars } from "./class-bars.tsx";
import { ColumnList } from "./column-list.tsx";
import { LengthBars } from "./length-bars.tsx";
import { ProblemList } from "./problem-list.tsx";
import "./report.css";

/** Everything that was found out about a dataset, the most important first. */
export function DatasetReportView({ report }: { report: DatasetReport }) {
  const { valid, rows, problems } = report;
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  return (
    <div className="stack report">
      <Notice tone={verdictTone(valid, warnings.length)} title={verdict(report)} isAnnounced>
        {valid
          ? droppedWords(report)
          : "It is not trained on as it is: mend what stands below and choose the file again."}
      </Notice>
      <ProblemList problems={errors} />
      <ProblemList problems={warnings} />
      {rows.kept === 0 ? null : <Facts report={report} />}
    </div>
  );
}

function Facts({ report }: { report: DatasetReport }) {
  const { classes, rows } = report;
  return (
    <>
      <div className="columns-2">
        {classes.count === 0 ? null : <ClassBars classes={classes} rows={rows.kept} />}
        <Sizes report={report} />
      </div>
      {report.kind === "table" ? <ColumnList columns={report.columns} target={report.target.column} /> : null}
    </>
  );
}

function Sizes({ report }: { report: DatasetReport }) {
  switch (report.kind) {
    case "text":
      return report.inputLength === null ? null : (
        <LengthBars title="Lengths" unit="characters" lengths={report.inputLength} />
      );
    case "images":
      return report.width === null ? null : <LengthBars title="Widths" unit="pixels" lengths={report.width} />;
    case "table":
      return null;
  }
}

const verdictTone = (valid: boolean, warnings: number) => {
  if (!valid) return "bad";
  return warnings > 0 ? "warn" : "good";
};

const THING = { text: "row", images: "picture", table: "row" } as const;

function verdict({ valid, kind, rows, classes, problems }: DatasetReport): string {
  const errors = problems.filter(({ severity }) => severity === "error").length;
  if (!valid) return `This file cannot be trained on: ${counted(errors, "problem")}.`;
  const inClasses = classes.count === 0 ? "" : ` in ${counted(classes.count, "class", "classes")}`;
  const rest = problems.length === 0 ? "" : `, ${counted(problems.length, "thing")} to know`;
  return `Ready: ${counted(rows.kept, THING[kind])}${inClasses}${rest}.`;
}

function droppedWords({ kind, rows }: DatasetReport): string {
  const dropped = rows.total - rows.kept;
  return dropped === 0
    ? `Every ${THING[kind]} can be used.`
    : `${count(dropped)} of ${counted(rows.total, THING[kind])} are left out.`;
}
