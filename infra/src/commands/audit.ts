import { ec2Machines } from "@flash/aws/ec2";
import { audit, type AuditLine } from "@flash/control-plane";
import { openAccount } from "../account/open-account.ts";
import { requireDeployed } from "../account/own-bucket.ts";
import { type Call, runCommand } from "./command.ts";

const HELP = `Lists every instance of a stage and the job that justifies that it is on. Changes nothing.

  npm run audit -- [--stage dev] [--profile NAME]

Exits with 1 when an instance is on and no job needs it.
`;

await runCommand({ help: HELP, run: auditMachines });

const VERDICTS = {
  off: "off",
  on_for_job: "on for its job",
  being_stopped: "being stopped",
  in_grace: "on, younger than the grace time",
  on_without_job: "ON WITHOUT A JOB: the sweep stops it; if it does not, look at its log",
} satisfies Record<AuditLine["verdict"], string>;

async function auditMachines({ stage }: Call): Promise<void> {
  const account = await openAccount(stage);
  await requireDeployed(account);
  const { documents, ec2, stack } = account;
  // Every machine of a stage carries its tag, so the tags are the list.
  const lines = await audit(documents, ec2Machines(ec2, { stack }), [], stage.settings.clocks);
  for (const { instance, server, state, job, verdict } of lines) {
    process.stdout.write(`${[instance, server ?? "no server", state, job ?? "-", VERDICTS[verdict]].join("  ")}\n`);
  }
  if (lines.length === 0) process.stdout.write("There are no machines.\n");
  if (lines.some(({ verdict }) => verdict === "on_without_job")) process.exitCode = 1;
}
