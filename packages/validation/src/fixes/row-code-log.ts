import type { DatasetProblemCode } from "@flash/schemas";
import { ProblemLog, type RowCodes } from "../report/problem-log.ts";

/** Keeps what is found about each row, for whoever drops rows by it. */
export class RowCodeLog extends ProblemLog {
  #codes = new Set<DatasetProblemCode>();

  override add(...given: Parameters<ProblemLog["add"]>): void {
    super.add(...given);
    this.#codes.add(given[0].code);
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
