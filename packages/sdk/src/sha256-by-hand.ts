/** Comes with the validator, which pages on plain http load for it. */
export { Sha256 } from "@flash/validation";
