import { openAccount } from "../account/open-account.ts";
import { bucketName, CommandFault } from "../config/load-config.ts";
import { setupScript } from "../machine/setup-script.ts";
import { type Call, runCommand } from "./command.ts";

const HELP = `Prints a script that makes a machine of your own, with Amazon Linux 2023, a training server: run it there once, as root.

  npm run -s machine-script -- [--server default] [--stage dev] [--profile NAME] > setup.sh

  --server NAME    whose training server it becomes (default: default)`;

await runCommand({ help: HELP, values: ["server"], run: printScript });

async function printScript({ stage, valueOf }: Call): Promise<void> {
  const { servers, account, region } = stage.settings;
  const wanted = valueOf("server") ?? "default";
  const server = servers.find(({ name }) => name === wanted);
  if (server === undefined) {
    const names = servers.map(({ name }) => name).join(", ");
    throw new CommandFault(`stage ${stage.name} has no server "${wanted}": it has ${names}`);
  }
  // Buckets are named by their account, which the configuration may name itself.
  const bucket = bucketName(stage.name, account ?? (await openAccount(stage)).id, region);
  process.stdout.write(setupScript({ bucket, region, server: server.name }));
}
