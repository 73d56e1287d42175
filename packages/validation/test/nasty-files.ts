import * as fc from "fast-check";

const HEADER = new TextEncoder().encode("input,label\n");
const bytesOf = (text: string): number[] => Array.from(text, (character) => character.charCodeAt(0));

/** Bytes that mean something to a reader of rows, and some that are wrong anywhere. */
export const nastyBytes: fc.Arbitrary<Uint8Array<ArrayBuffer>> = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...Array.from('a,b"\n\r; \t|x1', bytesOf)) },
      {
        weight: 1,
        arbitrary: fc.constantFrom([0], [0xe9], [0xc3, 0xa9], [0xe2, 0x82], [0xf0, 0x9f, 0x8e, 0xac], [0xff]),
      },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          ...['"",""\r\n', "\ninput,label\n", '{"input":"x","label":1}\n', "\n\xef\xbb\xbf"].map(bytesOf),
        ),
      },
    ),
    { maxLength: 200, size: "max" },
  )
  .map((parts) => Uint8Array.from(parts.flat()));

export const nastyFile: fc.Arbitrary<Uint8Array<ArrayBuffer>> = fc
  .tuple(fc.boolean(), nastyBytes)
  .map(([header, bytes]) => (header ? Uint8Array.from([...HEADER, ...bytes]) : bytes));
