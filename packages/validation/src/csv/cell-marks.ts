/* What is noted of a row's cells, by the readers in TypeScript and by `simd/`, which is compiled with these very numbers. */

/** Cells of a row that can be looked at; a row may have more, which are only counted. */
export const MAX_COLUMNS = 1_024;

/** The cell was written in quotes. */
export const QUOTED = 1;
/** A quoted cell holds doubled quotes. */
export const DOUBLED = 2;
/** An unquoted cell holds a quote. */
export const STRAY = 4;
/** Text follows the closing quote. */
export const TAIL = 8;
/** The file ended inside quotes. */
export const UNCLOSED = 16;
/** The value is a list or an object, of which no text is made. */
export const NESTED = 32;
