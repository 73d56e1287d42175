import type { DatasetProblemCode, ProblemPlace } from "@flash/schemas";
import { type Finding, ProblemLog, type RowCodes } from "../report/problem-log.ts";

/** Keeps what is found about each row, for whoever drops rows by it. */
export class RowCodeLog extends ProblemLog {
  #codes = new Set<DatasetProblemCode>();

  override add(finding: Finding, place?: () => ProblemPlace, count?: number): void {
    super.add(finding, place, count);
    this.#codes.add(finding.code);
  }

  override takeRowCodes(): RowCodes {
    const codes = this.#codes;
    if (codes.size === 0) return super.takeRowCodes();
    this.#codes = new Set();
    return codes;
  }

  override giveRowCodes(codes: RowCodes): void {
    for (const code of codes) this.#codes.add(code);
  }
}
