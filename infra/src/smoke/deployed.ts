import { randomBytes } from "node:crypto";
import { lookup } from "node:dns/promises";
import { later, OwnerId, type ServerName } from "@flash/schemas";
import { onInterruption } from "../../../build/interruption.ts";
import { addressesOf } from "../account/addresses.ts";
import type { Account } from "../account/open-account.ts";
import type { ChosenStage } from "../config/load-config.ts";
import { createApiKey, revokeApiKey } from "../keys/api-keys.ts";
import { startOwnServer } from "./own-server.ts";
import { smokeTest } from "./smoke-test.ts";

const KEY_LIFE_MS = 3_600_000;
/** Two cold functions, S3's events, a stop lease, and a small file's training on the deployer's machine. */
const LIMIT_MS = 600_000;
const TASK = "text-classification";

/** The smoke test on a deployed stage, with a key and a training server that are gone afterwards. */
export async function smokeTestDeployed(account: Account, stage: ChosenStage): Promise<void> {
  const { settings } = stage;
  const say = (line: string): void => void process.stdout.write(`smoke test: ${line}\n`);
  const server = settings.servers.find(({ serves }) => serves[TASK] !== undefined)?.name;
  if (server === undefined) return say(`no server trains ${TASK}, so nothing was tested`);
  const connection = await addressesOf(account, stage);
  const { hostname } = new URL(connection.url);
  if (!(await isFound(hostname))) {
    return say(
      `${hostname} leads nowhere yet, so nothing was tested: once its DNS record is there, npm run smoke does it`,
    );
  }
  const { documents } = account;
  const { at } = await documents.store.get("status.json");
  const wanted = { owner: OwnerId.parse("smoke-test"), admin: true, expiresAt: later(at, KEY_LIFE_MS) };
  const { key: apiKey, id } = await createApiKey(documents, wanted, randomBytes);
  try {
    const tested = await smokeTest({
      connection: { ...connection, apiKey },
      server,
      startOwnServer: () => startOwnServer(serverSettings(account, server)),
      limitMs: LIMIT_MS,
      stopped: onInterruption(),
      say,
    });
    say(tested ? "all is well" : `server ${server} is not free, so nothing was tested: npm run smoke does it later`);
  } finally {
    await revokeApiKey(documents, id);
  }
}

const isFound = (hostname: string): Promise<boolean> =>
  lookup(hostname).then(
    () => true,
    () => false,
  );

const serverSettings = (
  { credentials, region, bucket }: Account,
  server: ServerName,
): Readonly<Record<string, string>> => ({
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  ...(credentials.sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: credentials.sessionToken }),
  AWS_REGION: region,
  FLASH_BUCKET: bucket,
  FLASH_SERVER: server,
});
