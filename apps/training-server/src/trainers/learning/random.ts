/** Splits are made with it on the platform as well. */
export { randomAt, seededRandom, shuffle } from "@flash/validation";
export type { Random } from "@flash/validation";
