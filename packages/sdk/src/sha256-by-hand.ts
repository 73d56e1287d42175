/** Loaded by itself, so that no more of the validator comes along. */
export { Sha256 } from "@flash/validation";
