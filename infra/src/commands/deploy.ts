import { randomBytes } from "node:crypto";
import { fileURLToPath } from "node:url";
import { API_KEYS_PREFIX, OwnerId } from "@flash/schemas";
import { urlIfThere } from "../account/function-url.ts";
import { type Account, openAccount } from "../account/open-account.ts";
import { hasOwnBucket } from "../account/own-bucket.ts";
import { emptyPageBucket } from "../deployment/delete-bucket.ts";
import { deployStack } from "../deployment/deploy-stack.ts";
import { writeFirstStatuses } from "../deployment/first-status.ts";
import { tagExistingMachines } from "../deployment/machines.ts";
import { prepareCdk } from "../deployment/prepare-cdk.ts";
import { readOutputs } from "../deployment/outputs.ts";
import { summaryOf } from "../deployment/summary.ts";
import { uploadAgent } from "../deployment/upload-agent.ts";
import { uploadPage } from "../deployment/upload-page.ts";
import { type ChosenStage, pageBucketName } from "../config/load-config.ts";
import { createApiKey } from "../keys/api-keys.ts";
import { smokeTestDeployed } from "../smoke/deployed.ts";
import { type Call, runCommand } from "./command.ts";

const HELP = `Deploys a stage of flash.config.ts, or brings one up to date, after building and testing everything.

  npm run deploy -- [--stage dev] [--profile NAME] [--no-smoke-test]

  --no-smoke-test   ends after the deployment, without one tiny job in dev mode`;
const OUTPUTS_FILE = fileURLToPath(new URL("../../dist/outputs.json", import.meta.url));

await runCommand({ help: HELP, switches: ["no-smoke-test"], task: "deploy", before: openOwnAccount, run: deploy });

/** @throws CommandFault also when somebody else has a bucket of a name that the stage needs. */
async function openOwnAccount(stage: ChosenStage): Promise<Account> {
  const account = await openAccount(stage);
  await hasOwnBucket(account, account.bucket);
  await hasOwnBucket(account, pageBucketName(stage.name, account.id, account.region));
  return account;
}

async function deploy({ stage, configFile, isOn, valueOf }: Call): Promise<void> {
  const account = await openOwnAccount(stage);
  const { region, stack, documents } = account;
  await prepareCdk(account, valueOf("profile"));
  await tagExistingMachines(account.ec2, stage, stack);
  const pageBucket = pageBucketName(stage.name, account.id, region);
  if (!stage.settings.page) await emptyPageBucket(account, pageBucket);
  const app = { stage: stage.name, configFile, region };
  const takesBack = (await hasOwnBucket(account, account.bucket)) && (await urlIfThere(account, "api")) === null;
  await deployStack({ app, takesBack, outputsFile: OUTPUTS_FILE });
  await writeFirstStatuses(documents, stage.settings.servers);
  await uploadAgent(account);
  const outputs = await readOutputs(OUTPUTS_FILE, stack);
  const { apiUrl, streamUrl, pageUrl } = outputs;
  if (pageUrl !== null) {
    await uploadPage(account, { pageBucket, config: { apiUrl, streamUrl, localKey: null } });
  }
  process.stdout.write(`\n${summaryOf(outputs, stage)}`);
  await firstKey(account);
  if (!isOn("no-smoke-test")) await smokeTestDeployed(account, stage);
}

/** Without a key nobody could do anything. */
async function firstKey({ documents }: Account): Promise<void> {
  const { objects } = await documents.store.list(API_KEYS_PREFIX, { limit: 1 });
  if (objects.length > 0) return;
  const wanted = { owner: OwnerId.parse("admin"), admin: true, expiresAt: null };
  const { key } = await createApiKey(documents, wanted, randomBytes);
  process.stdout.write(`key     ${key}  (owner admin; shown this once, more with npm run key)\n`);
}
