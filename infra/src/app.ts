/**
 * What the CDK command line runs. Run by itself it writes the template to `dist/cdk.out`, without an account or a network:
 *
 *     node --conditions=@flash/source src/app.ts [--stage dev] [--config flash.config.ts]
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { bundleFolder } from "./bundle-folder.ts";
import { loadStage } from "./config/load-config.ts";
import { DEFAULT_CONFIG } from "./config/default-config.ts";
import { flashApp } from "./synthesise.ts";

const { values } = parseArgs({
  options: { stage: { type: "string", default: "dev" }, config: { type: "string", default: DEFAULT_CONFIG } },
});
const OUTDIR = fileURLToPath(new URL("../dist/cdk.out", import.meta.url));
const stage = await loadStage(values.config, values.stage);
const { CDK_DEFAULT_ACCOUNT: account = null, CDK_OUTDIR: outdir = OUTDIR } = process.env;
flashApp({ stage, account, outdir, bundleOf: bundleFolder }).app.synth();
