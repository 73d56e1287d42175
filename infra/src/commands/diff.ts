import { openAccount } from "../account/open-account.ts";
import { cdk } from "../deployment/cdk.ts";
import { runCommand } from "./command.ts";

const HELP = `Shows what the next deployment would change.

  npm run diff -- [--stage dev] [--profile NAME]
`;

await runCommand({
  help: HELP,
  task: "diff",
  before: openAccount,
  run: async ({ stage, configFile }) => {
    const { region } = await openAccount(stage);
    await cdk({ stage: stage.name, configFile, region }, "diff");
  },
});
