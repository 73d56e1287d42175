import { openAccount } from "../account/open-account.ts";
import { isBootstrapped } from "../doctor/bootstrap.ts";
import { concurrencyLimit, judgeConcurrency } from "../doctor/concurrency.ts";
import { coreQuota, coresNeeded, coresOf, judgeCores } from "../doctor/cores.ts";
import { fault, type Finding, findingText, note, well } from "../doctor/finding.ts";
import { alarmListeners, alarmTopicArn, judgeListeners } from "../doctor/listeners.ts";
import { judgeMachine, lookAtMachines } from "../doctor/machines.ts";
import { lookAtPlatform } from "../doctor/platform.ts";
import type { Account } from "../account/open-account.ts";
import type { ChosenStage } from "../config/load-config.ts";
import { type Call, runCommand } from "./command.ts";

const HELP = `Looks at the account, the machines and the platform of a stage, and says what to mend, and how. Changes nothing.

  npm run doctor -- [--stage dev] [--profile NAME]
`;

await runCommand({ help: HELP, run: doctor });

async function doctor({ stage }: Call): Promise<void> {
  const account = await openAccount(stage);
  const findings = [
    well(`credentials of account ${account.id}, region ${account.region}`),
    await bootstrap(account),
    judgeConcurrency(await concurrencyLimit(account), stage.settings),
    ...(await cores(account, stage)),
    ...(await lookAtMachines(account, stage)).flatMap((facts) => judgeMachine(facts, account)),
    ...(await lookAtPlatform(account, stage)),
    judgeListeners(await alarmListeners(account), alarmTopicArn(account), stage.settings),
  ];
  for (const finding of findings) process.stdout.write(`${findingText(finding)}\n`);
  if (findings.some(({ level }) => level === "fault")) process.exitCode = 1;
}

async function bootstrap(account: Account): Promise<Finding> {
  return (await isBootstrapped(account))
    ? well("CDK is prepared")
    : note("CDK has never been used here", "npm run deploy prepares it, by cdk bootstrap");
}

async function cores(account: Account, { settings }: ChosenStage): Promise<readonly Finding[]> {
  const types = settings.servers.flatMap(({ machines }) =>
    Object.values(machines).flatMap((machine) => ("instanceType" in machine ? [machine.instanceType] : [])),
  );
  const known = await coresOf(account, types);
  const unknown = [...new Set(types)].filter((type) => !known.has(type));
  const needs = coresNeeded(types.map((type) => ({ type, cores: known.get(type) ?? 0 })));
  return [
    ...unknown.map((type) =>
      fault(`there is no ${type} in ${account.region}`, "choose another instanceType or region"),
    ),
    ...(await Promise.all(needs.map(async (need) => judgeCores(need, await coreQuota(account, need.quota.code))))),
  ];
}
