export { readState, writeState } from "./written-state.ts";
export type { ValidationState } from "./validation-state.ts";
