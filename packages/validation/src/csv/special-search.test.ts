import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ByteWindow } from "./byte-window.ts";
import { Row } from "./row.ts";
import { SpecialSearch } from "./special-search.ts";
import { SpecialSearch as ByBytes } from "./special-search-by-bytes.ts";

const COMMA = 0x2c;
const QUOTE = 0x22;
/** Text, and every kind of byte that is none. */
const byte = fc.oneof(
  fc.constantFrom(COMMA, QUOTE, 0x0a, 0x0d, 0, 0x09, 0x0e, 0x80, 0xc3),
  fc.integer({ min: 0x20, max: 0x7e }),
);

test.each([
  ["outside of quotes", COMMA],
  ["inside", QUOTE],
])(
  "browsers' search finds what the other one finds %s, and knows of all plain text that it is plain",
  (_, delimiter) => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), fc.array(byte, { maxLength: 200 }), (any, text) => {
        const window = new ByteWindow();
        window.append(Uint8Array.from([...text, ...any]), 0);
        const [row, other] = [new Row(), new Row()];
        const byWords = new SpecialSearch(window, row, delimiter, QUOTE);
        const byBytes = new ByBytes(window, other, delimiter, QUOTE);
        for (let at = 0; at < window.end; at++) {
          [row.isKnownPlain, other.isKnownPlain] = [true, true];
          expect(byBytes.next(at)).toBe(byWords.next(at));
          if (row.isKnownPlain) expect(other.isKnownPlain).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  },
);
