import * as z from "zod";
import { ValidationState } from "./validation-state.ts";

/** What can be written into a document: nothing of it changes when the validation goes on. */
export const writeState = (state: ValidationState): z.core.util.JSONType =>
  // Everything in it is a JSON value, or has a codec that makes one.
  z.encode(ValidationState, state) as z.core.util.JSONType;

/** @returns null for what is no state, or one of another build: then the validation begins anew. */
export function readState(written: unknown): ValidationState | null {
  const read = ValidationState.safeParse(written);
  return read.success ? read.data : null;
}
