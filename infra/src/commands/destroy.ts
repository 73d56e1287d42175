import { openAccount } from "../account/open-account.ts";
import { hasOwnBucket } from "../account/own-bucket.ts";
import { CommandFault, pageBucketName } from "../config/load-config.ts";
import { cdk } from "../deployment/cdk.ts";
import { deleteBucket, emptyPageBucket } from "../deployment/delete-bucket.ts";
import { refuseWhileAnythingRuns } from "../deployment/nothing-under-way.ts";
import { type Call, runCommand } from "./command.ts";

const HELP = `Takes a stage away, but for its bucket. Refuses while a job is not over or a machine is on.

  npm run destroy -- --stage dev [--profile NAME] [--delete-bucket BUCKET]

  --delete-bucket BUCKET   deletes every dataset, job and model too; there is no way back`;

await runCommand({ help: HELP, values: ["delete-bucket"], task: "destroy", before: openAccount, run: destroy });

async function destroy({ stage, configFile, valueOf }: Call): Promise<void> {
  const account = await openAccount(stage);
  const { region, bucket } = account;
  const toDelete = valueOf("delete-bucket");
  if (toDelete !== undefined && toDelete !== bucket) {
    throw new CommandFault(`the bucket of stage ${stage.name} is ${bucket}, not ${toDelete}: nothing was changed`);
  }
  // A second attempt may find that the first has taken it away.
  const isKept = await hasOwnBucket(account, bucket);
  await refuseWhileAnythingRuns(account, isKept);
  await emptyPageBucket(account, pageBucketName(stage.name, account.id, region));
  await cdk({ stage: stage.name, configFile, region }, "destroy", "--force");
  if (!isKept) return;
  if (toDelete === undefined) {
    process.stdout.write(`The bucket ${bucket} is still there, and the next deployment goes on with it.\n`);
    return;
  }
  await deleteBucket(account);
  process.stdout.write(`The bucket ${bucket} is deleted.\n`);
}
