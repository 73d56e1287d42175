import { AGENT_ARCHIVE_KEY, API_KEYS_PREFIX, ServerName, StoredStatus, statusKey } from "@flash/schemas";
import type { Account } from "../account/open-account.ts";
import { hasOwnBucket } from "../account/own-bucket.ts";
import type { ServerSettings } from "../config/flash-config.ts";
import type { ChosenStage } from "../config/load-config.ts";
import { clockSkewMs, judgeClock } from "./clock.ts";
import { fault, type Finding, note, well } from "./finding.ts";
import { judgeHeartbeat, lookAtHeartbeat } from "./heartbeat.ts";

/** Whether what was deployed is whole. */
export async function lookAtPlatform(account: Account, { settings }: ChosenStage): Promise<readonly Finding[]> {
  const { documents, bucket } = account;
  if (!(await hasOwnBucket(account, bucket))) {
    return [note(`${account.stack} is not deployed: there is no bucket ${bucket}`, "npm run deploy")];
  }
  const agent = await documents.store.list(AGENT_ARCHIVE_KEY, { limit: 1 });
  const keys = await documents.store.list(API_KEYS_PREFIX, { limit: 1 });
  const servers = await Promise.all(settings.servers.map((server) => judgeServer(account, server)));
  return [
    agent.objects.length > 0
      ? well("machines find their agent")
      : fault("machines find no agent at their next boot", "npm run deploy puts it there"),
    keys.objects.length > 0
      ? well("there are API keys")
      : note("there is no API key", "npm run key -- create --owner NAME"),
    judgeClock(await clockSkewMs(documents.store, Date.now)),
    ...servers.flat(),
  ];
}

/** A smoke test that was ended from outside leaves it on: jobs then wait for a machine that nobody starts. */
const inDevMode = (server: ServerName): Finding =>
  note(
    `server ${server} is in dev mode: no machine is started for its jobs`,
    "if nobody trains for it by hand, switch it off: npm run smoke ends with that, and so does an admin's servers.setDevMode",
  );

async function judgeServer(
  { documents, region }: Account,
  { name, reports }: ServerSettings,
): Promise<readonly Finding[]> {
  const server = ServerName.parse(name);
  const key = statusKey(server);
  const read = await documents.read(key, StoredStatus);
  switch (read.kind) {
    case "missing":
      return [
        note(`server ${server} has no ${key} yet`, "the sweep makes it within a minute; if not, see npm run deploy"),
      ];
    case "corrupt":
      return [fault(`${key} is not readable: ${read.fault}`, "the sweep rebuilds it; if it does not, look at its log")];
    case "found": {
      const { status, token, dev_mode } = read.doc.value;
      const heartbeat = await lookAtHeartbeat(documents, read.doc.value);
      return [
        well(`server ${server} is ${status}${token === null ? "" : ` with ${token}`}`),
        ...(dev_mode ? [inDevMode(server)] : []),
        ...(heartbeat === null ? [] : [judgeHeartbeat({ server, reports, region }, heartbeat)]),
      ];
    }
  }
}
