/** Validation divides a dataset like this as well, to tell what leaks. */
export { stratifiedSplit } from "@flash/validation";
