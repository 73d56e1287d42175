import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { putFile } from "@flash/aws";
import { AGENT_ARCHIVE_KEY } from "@flash/schemas";
import type { Account } from "../account/open-account.ts";
import { CommandFault } from "../config/load-config.ts";

const ARCHIVE = fileURLToPath(new URL("../../../apps/training-server/dist/flash-agent.tar.gz", import.meta.url));

/**
 * Puts the training server's programs where machines fetch them at their next boot: one archive, so that no machine ever
 * has half of one version.
 *
 * @throws CommandFault when it is not built.
 */
export async function uploadAgent({ s3, bucket }: Pick<Account, "s3" | "bucket">, path = ARCHIVE): Promise<void> {
  if (!existsSync(path)) throw new CommandFault(`there is no agent in ${path}: run npm run build first`);
  await putFile(s3, { bucket, key: AGENT_ARCHIVE_KEY, path, contentType: "application/gzip" });
}
