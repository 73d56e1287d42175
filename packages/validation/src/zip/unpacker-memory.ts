/** Where in its memory the unpacker of `simd/` looks for bytes, behind its tables. */
export const INPUT_OFFSET = 49_152;
