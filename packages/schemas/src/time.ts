import * as z from "zod";

/** UTC, whole milliseconds since 1970. Every time in Flash is S3's clock, never a time that a machine wrote. */
export const EpochMs = z.int().nonnegative().brand<"EpochMs">();
export type EpochMs = z.infer<typeof EpochMs>;

/** @param ms - a number that already is UTC milliseconds; fractions are cut. */
export const epochMs = (ms: number): EpochMs => EpochMs.parse(Math.trunc(ms));

/** A later time. @param deltaMs - milliseconds, may be negative. */
export const later = (at: EpochMs, deltaMs: number): EpochMs => epochMs(Math.max(0, at + deltaMs));
