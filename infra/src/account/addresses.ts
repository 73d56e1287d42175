import { GetObjectCommand } from "@aws-sdk/client-s3";
import { CONFIG_PATH, pageConfig } from "@flash/web/hosting";
import { CommandFault, type ChosenStage, pageBucketName } from "../config/load-config.ts";
import { functionUrl } from "./function-url.ts";
import type { Account } from "./open-account.ts";

/** Where the API and its streams are called. */
export interface Addresses {
  readonly url: string;
  readonly streamUrl: string;
}

/** Of a deployed stage: its functions' own, or what its page was told. @throws CommandFault when it is not deployed. */
export async function addressesOf(
  account: Pick<Account, "id" | "region" | "credentials" | "stack" | "s3">,
  { name, settings }: ChosenStage,
): Promise<Addresses> {
  if (settings.frontDoor === undefined) {
    const [url, streamUrl] = await Promise.all([functionUrl(account, "api"), functionUrl(account, "api-stream")]);
    return { url, streamUrl };
  }
  const Bucket = pageBucketName(name, account.id, account.region);
  const file = await account.s3
    .send(new GetObjectCommand({ Bucket, Key: CONFIG_PATH.slice(1) }))
    .catch((cause: unknown) => {
      throw new CommandFault(`the page of ${account.stack} does not say where its API is: run npm run deploy first`, {
        cause,
      });
    });
  const config = pageConfig(JSON.parse((await file.Body?.transformToString()) ?? "null"));
  if (config === null) throw new CommandFault(`${Bucket}${CONFIG_PATH} is no configuration: run npm run deploy again`);
  return { url: config.apiUrl, streamUrl: config.streamUrl };
}
