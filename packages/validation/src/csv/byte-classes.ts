export const LF = 0x0a;
export const CR = 0x0d;
export const QUOTE = 0x22;
export const SPACE = 0x20;

/* What a byte means to the row reader; 0, which everything has that is not listed, is ordinary text. */

/** Text, of which is to be known that it is there: NUL, or not ASCII. All classes above mean something. */
export const SUSPECT = 1;
export const QUOTE_CLASS = 2;
/** This and the next end a cell. */
export const DELIMITER = 3;
export const LINE_END = 4;

/** The class of each of the 256 bytes outside quotes; inside, where a delimiter means nothing, it is to be given the quote. */
export function byteClasses(delimiter: number, quote: number): Uint8Array {
  const classes = new Uint8Array(256).fill(SUSPECT, 128);
  classes[0] = SUSPECT;
  classes[delimiter] = DELIMITER;
  classes[quote] = QUOTE_CLASS;
  classes[LF] = LINE_END;
  classes[CR] = LINE_END;
  return classes;
}
