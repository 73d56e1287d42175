import { openAccount } from "../account/open-account.ts";
import { smokeTestDeployed } from "../smoke/deployed.ts";
import { runCommand } from "./command.ts";

const HELP = `Runs one tiny job through a deployed stage, in dev mode: no machine is started.

  npm run smoke -- [--stage dev] [--profile NAME]
`;

await runCommand({ help: HELP, run: async ({ stage }) => smokeTestDeployed(await openAccount(stage), stage) });
