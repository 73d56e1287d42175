import type { DatasetProblem, DatasetReport } from "@flash/sdk";
import { useEffect, useRef } from "react";
import { Notice } from "../states/notice.tsx";
import { count, counted } from "../wording/quantities.ts";
import { ClassBars } from "./class-bars.tsx";
import { ColumnList } from "./column-list.tsx";
import { FixBar, type Fixing } from "./fix-bar.tsx";
import { useFixChoice } from "./fix-choice.ts";
import { LengthBars } from "./length-bars.tsx";
import { ProblemList } from "./problem-list.tsx";
import "./report.css";

interface DatasetReportViewProps {
  readonly report: DatasetReport;
  /** null: nothing can be mended from here, or not now. */
  readonly fixing: Fixing | null;
}

/** Everything that was found out about a dataset, the most important first. */
export function DatasetReportView({ report, fixing }: DatasetReportViewProps) {
  const { valid, rows, problems } = report;
  const warnings = problems.filter(({ severity }) => severity === "warning");
  const isMendable = fixing !== null && problems.some(({ fix }) => fix !== undefined);
  const verdictRef = useFocusOnNews(report);
  return (
    <div className="stack report">
      <div ref={verdictRef} tabIndex={-1} className="report-verdict">
        <Notice tone={verdictTone(valid, warnings.length)} title={verdict(report)} isAnnounced>
          {valid ? droppedWords(report) : refusedWords(isMendable)}
        </Notice>
      </div>
      <Problems key={report.digest?.hex ?? "unread"} problems={problems} fixing={isMendable ? fixing : null} />
      {rows.kept === 0 ? null : <Facts report={report} />}
    </div>
  );
}

function Problems({ problems, fixing }: { problems: readonly DatasetProblem[]; fixing: Fixing | null }) {
  const choice = useFixChoice(problems, fixing?.busy != null);
  const shown = fixing === null ? null : choice;
  return (
    <>
      <ProblemList problems={problems.filter(({ severity }) => severity === "error")} choice={shown} />
      <ProblemList problems={problems.filter(({ severity }) => severity === "warning")} choice={shown} />
      {fixing === null ? null : <FixBar fixing={fixing} chosen={choice.chosen} />}
    </>
  );
}

/** Where the report is another one and took with it what had the focus, the new verdict has it: nobody is sent back to the top. */
function useFocusOnNews(report: DatasetReport) {
  const verdictRef = useRef<HTMLDivElement>(null);
  const shown = useRef(report);
  useEffect(() => {
    if (shown.current !== report && document.activeElement === document.body) verdictRef.current?.focus();
    shown.current = report;
  }, [report]);
  return verdictRef;
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

const refusedWords = (isMendable: boolean): string =>
  isMendable
    ? "It is not trained on as it is: fix it here, or mend what stands below and choose the file again."
    : "It is not trained on as it is: mend what stands below and choose the file again.";

function droppedWords({ kind, rows }: DatasetReport): string {
  const dropped = rows.total - rows.kept;
  return dropped === 0
    ? `Every ${THING[kind]} can be used.`
    : `${count(dropped)} of ${counted(rows.total, THING[kind])} are left out.`;
}
