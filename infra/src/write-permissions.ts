/**
 * Writes the tables of permissions into docs/security.md, from what the configuration of a fresh clone makes:
 *
 *     npm run permissions -w infra
 *
 * The diff is what is to be reviewed.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import { writeSections } from "../../build/page-section.ts";
import { DEFAULT_CONFIG } from "./config/default-config.ts";
import { loadStage, stackName } from "./config/load-config.ts";
import { added, type Permission, permissionsOf, permissionsTable, SECTIONS, WIDENING } from "./permissions-table.ts";
import { flashApp } from "./synthesise.ts";

const SECURITY = new URL("../../docs/security.md", import.meta.url);

const stage = await loadStage(DEFAULT_CONFIG, "dev");
const outdir = await mkdtemp(join(tmpdir(), "flash-permissions-"));

function permissionsWith(settings: typeof stage.settings): readonly Permission[] {
  // No program changes what its role may do: any folder does.
  const { stack } = flashApp({
    stage: { ...stage, settings },
    account: null,
    outdir,
    bundleOf: () => import.meta.dirname,
  });
  return permissionsOf(Template.fromStack(stack).toJSON(), stackName(stage.name));
}

const always = permissionsWith(stage.settings);
const widened = permissionsWith({ ...stage.settings, ...WIDENING, volumeKeyArns: [...WIDENING.volumeKeyArns] });
const tables = {
  [SECTIONS.always]: permissionsTable(always),
  [SECTIONS.bySetting]: permissionsTable(added(widened, always)),
};
await writeSections(SECURITY, tables);
await rm(outdir, { recursive: true });
