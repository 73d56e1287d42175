import * as z from "zod";

export const Count = z.int().nonnegative();
export const EpochNumber = z.int().positive();
/** A plain file below its folder: no absolute path, no `..`, no hidden file, no backslash. */
export const RelativePath = z
  .string()
  .max(255)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_][A-Za-z0-9._-]*)*$/);
