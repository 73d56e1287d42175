import * as z from "zod";

/** The version of every stored document that this Flash writes, and the newest that it reads. */
export const DOCUMENT_VERSION = 1;

/**
 * Of documents that did not say their version at first: one without it is of version 1. What somebody else writes, control plane or
 * training server, is not rewritten to say it.
 */
export const VersionIfSaid = z.literal(DOCUMENT_VERSION).optional();

/** `protocol` is how documents that training servers read say it. */
const Versioned = z.object({ version: z.int().optional(), protocol: z.int().optional() });

/** What a document says of itself, when that is newer than what this Flash knows; null otherwise. */
export function newerVersion(document: unknown): number | null {
  const read = Versioned.safeParse(document);
  if (!read.success) return null;
  const version = Math.max(read.data.version ?? 0, read.data.protocol ?? 0);
  return version > DOCUMENT_VERSION ? version : null;
}
