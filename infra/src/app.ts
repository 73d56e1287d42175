/**
 * What the CDK command line runs. Run by itself it writes the template to `dist/cdk.out`, without an account or a network:
 *
 *     node --conditions=@flash/source src/app.ts --prepared [--stage dev] [--config flash.config.ts]
 */
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { bundleFolder } from "./bundle-folder.ts";
import { runCommand } from "./commands/command.ts";
import { stackName } from "./config/load-config.ts";
import { flashApp } from "./synthesise.ts";

const HELP = `Writes a stage's CloudFormation template, checked by cdk-nag, without an account.

  npm run synth -- [--stage dev]
`;
const OUTDIR = fileURLToPath(new URL("../dist/cdk.out", import.meta.url));

await runCommand({
  help: HELP,
  task: "synth",
  switches: ["takes-back"],
  run: async ({ stage, isOn }) => {
    const { CDK_DEFAULT_ACCOUNT: account = null, CDK_OUTDIR: outdir } = process.env;
    const places = { outdir: outdir ?? OUTDIR, bundleOf: bundleFolder };
    flashApp({ stage, account, ...places, takesBack: isOn("takes-back") }).app.synth();
    // The CDK command line reads the folder by itself.
    if (outdir === undefined) process.stdout.write(`${join(OUTDIR, `${stackName(stage.name)}.template.json`)}\n`);
  },
});
