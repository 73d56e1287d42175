import type { DatasetProblem, DatasetProblemCode, ProblemPlace, ProblemSeverity } from "@flash/schemas";
import type { RowsState } from "../continuation/validation-state.ts";
import { fixOf } from "../fixes/fix-of.ts";
import { compareProblems, severityOf } from "./problem-traits.ts";

/** What was found about one row. */
export type RowCodes = ReadonlySet<DatasetProblemCode>;
const NO_CODES: RowCodes = new Set();

/** What is wrong, before it is known how often and where. */
export type Finding = DatasetProblem extends infer Problem
  ? Problem extends DatasetProblem
    ? Pick<Problem, "code" | "details">
    : never
  : never;

interface Entry {
  finding: Finding;
  count: number;
  readonly places: ProblemPlace[];
}

/** Collects problems: all are counted, the first few places of each are kept. */
export class ProblemLog {
  readonly #entries: Map<string, Entry>;
  readonly #placesPerProblem: number;

  /** @param from - what another one had listed. */
  constructor(placesPerProblem: number, from?: RowsState["problems"]) {
    this.#placesPerProblem = placesPerProblem;
    this.#entries = new Map(from?.map(listedEntry));
  }

  /**
   * Counts a finding.
   *
   * @param place - called only while places are still kept, with how many more; where it was found first.
   */
  add(finding: Finding, place?: (most: number) => ProblemPlace | ProblemPlace[], count = 1): void {
    const entry = this.#entryOf(finding);
    entry.count += count;
    const most = this.#placesPerProblem - entry.places.length;
    if (place !== undefined && most > 0) entry.places.push(...[place(most)].flat());
  }

  /** Replaces the details of a finding, if there is one with this code. */
  revise(finding: Finding): void {
    const entry = this.#entries.get(keyOf(finding));
    if (entry !== undefined) entry.finding = finding;
  }

  /** What was found since it was asked last, as far as that is kept: here it is not. */
  takeRowCodes(): RowCodes {
    return NO_CODES;
  }

  /** Takes up a row again about which something had been found. */
  giveRowCodes(_codes: RowCodes): void {
    // Nothing is kept of it.
  }

  /** @param isTolerated - errors of single rows are warnings: those rows are dropped. */
  list(isTolerated = false): DatasetProblem[] {
    return [...this.#entries.values()]
      .map((entry) => withOccurrences(entry, severityOf(entry.finding.code, isTolerated)))
      .sort(compareProblems);
  }

  #entryOf(finding: Finding): Entry {
    const key = keyOf(finding);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { finding, count: 0, places: [] };
    this.#entries.set(key, entry);
    return entry;
  }
}

function listedEntry({ code, details, count, places }: DatasetProblem): [string, Entry] {
  // Code and details are of one problem; the compiler does not follow that through the union.
  const finding = { code, details } as Finding;
  return [keyOf(finding), { finding, count, places: [...places] }];
}

/** Column problems are told apart by their column, unsafe names by the reason. */
function keyOf({ code, details }: Finding): string {
  if ("column" in details) return `${code} ${details.column}`;
  return "reason" in details ? `${code} ${details.reason}` : code;
}

function withOccurrences({ finding, count, places }: Entry, severity: ProblemSeverity): DatasetProblem {
  const { code, details } = finding;
  // A finding is a problem less these three fields; the compiler does not follow that through the union.
  const problem = { code, severity, count, places, details } as DatasetProblem;
  const fix = fixOf(problem);
  return fix === undefined ? problem : { ...problem, fix };
}
