import type { ProblemPlace } from "@flash/schemas";
import { beginsWith, UTF8_MARK } from "../bytes/signature.ts";
import { sameBytes, type Span } from "../bytes/span.ts";
import type { HeaderState } from "../continuation/validation-state.ts";
import type { Row } from "../csv/row.ts";

/** A header that is remembered, so that it is known again when joined files bring it a second time. */
export class HeaderRow {
  readonly #bytes: Uint8Array;
  readonly #count: number;
  readonly #content: Span = { bytes: new Uint8Array(0), start: 0, end: 0 };

  constructor({ bytes, count }: HeaderState) {
    this.#bytes = bytes;
    this.#count = count;
  }

  static of(row: Row): HeaderRow {
    return new HeaderRow({ bytes: row.bytes.slice(afterMark(row), row.end), count: row.count });
  }

  state(): HeaderState {
    return { bytes: this.#bytes, count: this.#count };
  }

  isSameAs(row: Row): boolean {
    // Hardly a row is as long as the header: no other is looked at.
    const surplus = row.end - row.start - this.#bytes.length;
    if (row.count !== this.#count || (surplus !== 0 && surplus !== UTF8_MARK.length)) return false;
    this.#content.bytes = row.bytes;
    this.#content.start = afterMark(row);
    this.#content.end = row.end;
    return sameBytes(this.#content, this.#bytes);
  }
}

/** Where the header stands; undefined in files that have no lines. */
export const headerPlace = ({ line }: Row): (() => ProblemPlace) | undefined =>
  line > 0 ? () => ({ line }) : undefined;

function afterMark({ bytes, start, end }: Span): number {
  const content = start + UTF8_MARK.length;
  return content <= end && beginsWith(bytes, UTF8_MARK, start) ? content : start;
}
