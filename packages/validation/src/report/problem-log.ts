import type { DatasetProblem, ProblemPlace } from "@flash/schemas";
import { compareCodes, SEVERITY_OF } from "./severity.ts";

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
  readonly #entries = new Map<string, Entry>();
  readonly #placesPerProblem: number;

  constructor(placesPerProblem: number) {
    this.#placesPerProblem = placesPerProblem;
  }

  /**
   * Counts a finding.
   *
   * @param place - called only while places are still kept.
   */
  add(finding: Finding, place?: () => ProblemPlace, count = 1): void {
    const entry = this.#entryOf(finding);
    entry.count += count;
    if (place !== undefined && entry.places.length < this.#placesPerProblem) entry.places.push(place());
  }

  /** Replaces the details of a finding, if there is one with this code. */
  revise(finding: Finding): void {
    const entry = this.#entries.get(keyOf(finding));
    if (entry !== undefined) entry.finding = finding;
  }

  list(): DatasetProblem[] {
    return [...this.#entries.values()]
      .map(({ finding, count, places }) => withOccurrences(finding, count, places))
      .sort((one, other) => compareCodes(one.code, other.code));
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

/** Column problems are told apart by their column, unsafe names by the reason. */
function keyOf({ code, details }: Finding): string {
  if ("column" in details) return `${code} ${details.column}`;
  return "reason" in details ? `${code} ${details.reason}` : code;
}

function withOccurrences(finding: Finding, count: number, places: ProblemPlace[]): DatasetProblem {
  // A finding is a problem less these three fields; the compiler does not follow that through the union.
  return {
    code: finding.code,
    severity: SEVERITY_OF[finding.code],
    count,
    places,
    details: finding.details,
  } as DatasetProblem;
}
