/**
 * Writes the table of permissions into docs/security.md, from the template that `npm run synth` left:
 *
 *     npm run permissions -w infra
 *
 * The diff is what is to be reviewed.
 */
import { readFile, writeFile } from "node:fs/promises";
import { permissionsOf, permissionsTable } from "./permissions-table.ts";

const TEMPLATE = new URL("../dist/cdk.out/flash-dev.template.json", import.meta.url);
const SECURITY = new URL("../../docs/security.md", import.meta.url);

const permissions = permissionsOf(JSON.parse(await readFile(TEMPLATE, "utf8")), "flash-dev");
const text = await readFile(SECURITY, "utf8");
const section = /(<!-- permissions: begin -->)[^]*(<!-- permissions: end -->)/u;
await writeFile(SECURITY, text.replace(section, `$1\n\n${permissionsTable(permissions)}\n\n$2`));
