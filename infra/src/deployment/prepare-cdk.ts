import type { Account } from "../account/open-account.ts";
import { isBootstrapped } from "../doctor/bootstrap.ts";
import { cdkBootstrap } from "./cdk.ts";

/**
 * The first deployment of an account's region prepares it for CDK, by CDK's own command.
 *
 * @param profile - what `--profile` names.
 * @returns whether there was anything to do.
 */
export async function prepareCdk(
  account: Pick<Account, "id" | "region" | "s3">,
  profile: string | undefined,
  bootstrap = cdkBootstrap,
): Promise<boolean> {
  if (await isBootstrapped(account)) return false;
  const { id, region } = account;
  process.stdout.write(`CDK has never been used in account ${id}, region ${region}: it is prepared first.\n`);
  await bootstrap(`aws://${id}/${region}`, region, profile);
  return true;
}
