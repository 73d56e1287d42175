import type { RowFormat } from "@flash/schemas";

/** How often rows ended in each way. */
export class NewlineTally {
  lf: number;
  crlf: number;
  cr: number;

  constructor({ lf, crlf, cr } = { lf: 0, crlf: 0, cr: 0 }) {
    this.lf = lf;
    this.crlf = crlf;
    this.cr = cr;
  }

  get kind(): RowFormat["newline"] {
    const kinds = [this.lf, this.crlf, this.cr].filter((count) => count > 0).length;
    if (kinds > 1) return "mixed";
    if (this.lf > 0) return "lf";
    if (this.crlf > 0) return "crlf";
    return this.cr > 0 ? "cr" : null;
  }
}
