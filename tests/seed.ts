/**
 * Another one with each run, which the name of the test prints; `FLASH_SEED` repeats one.
 *
 * @returns 0 or more, of 31 bits.
 */
export const newSeed = (): number => Number(process.env["FLASH_SEED"] ?? Date.now() % 2 ** 31);
