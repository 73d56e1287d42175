import * as z from "zod";
import { OwnerId } from "../ids.ts";
import { EpochMs } from "../time.ts";
import { Revision } from "./revision.ts";
import { VersionIfSaid } from "./version.ts";

/** `keys/<sha256>.json`: whom an API key stands for. The key itself is nowhere but with its owner. */
export const StoredApiKey = z.object({
  ...Revision.shape,
  version: VersionIfSaid,
  owner: OwnerId,
  admin: z.boolean(),
  created_at: EpochMs,
  /** From then on it stands for nobody; null: never. */
  expires_at: EpochMs.nullable(),
  /** Kept after it was revoked, so that nobody wonders what became of it. */
  revoked_at: EpochMs.nullable(),
});
export type StoredApiKey = z.infer<typeof StoredApiKey>;
