import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { putFile } from "@flash/aws";
import { AGENT_ARCHIVE_KEY } from "@flash/schemas";
import type { Account } from "../account/open-account.ts";
import { CommandFault } from "../config/load-config.ts";

const AGENT = fileURLToPath(new URL("../../../apps/training-server/dist", import.meta.url));

/**
 * Puts the training server's programs where machines fetch them at their next boot: one archive, so that no machine ever
 * has half of one version.
 *
 * @throws CommandFault when they are not built.
 */
export async function uploadAgent({ s3, bucket }: Pick<Account, "s3" | "bucket">, folder = AGENT): Promise<void> {
  // Source maps are as large again, and the agent tells stacks without them.
  const isSent = (name: string): boolean => name.endsWith(".mjs") || name === "node_modules";
  const programs = existsSync(folder) ? readdirSync(folder).filter(isSent) : [];
  if (!programs.includes("agent.mjs")) {
    throw new CommandFault(`there is no agent in ${folder}: run npm run build first`);
  }
  const temporary = await mkdtemp(join(tmpdir(), "flash-agent-"));
  try {
    const path = join(temporary, "agent.tar.gz");
    await promisify(execFile)("tar", ["-czf", path, "-C", folder, ...programs]);
    await putFile(s3, { bucket, key: AGENT_ARCHIVE_KEY, path, contentType: "application/gzip" });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
