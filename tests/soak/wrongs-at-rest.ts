import {
  type JobId,
  jobKey,
  OPEN_PREFIX,
  QUEUE_PREFIX,
  receiptKey,
  statusKey,
  StoredJob,
  StoredStatus,
  trainingConfigKey,
} from "@flash/schemas";
import type { Book } from "./book.ts";
import type { PlatformUnderFire } from "./platform-under-fire.ts";

/** What must not be when nothing goes wrong any more and nothing is left to do. */
export async function wrongsAtRest(under: PlatformUnderFire, book: Book): Promise<string[]> {
  const wrongs = [...(await leftBehind(under)), ...(await awake(under))];
  for (const id of book.jobs) wrongs.push(...(await wrongsOf(under, id, book)));
  return wrongs;
}

async function leftBehind({ bucket }: PlatformUnderFire): Promise<string[]> {
  const listings = await Promise.all([OPEN_PREFIX, QUEUE_PREFIX].map((prefix) => bucket.list(prefix)));
  return listings.flatMap(({ objects }) => objects.map(({ key }) => `${key} was left behind`));
}

async function awake({ bucket, platform, instances }: PlatformUnderFire): Promise<string[]> {
  const wrongs = instances
    .map((instance) => [instance, platform.ec2.state(instance)] as const)
    .flatMap(([instance, state]) => (state === "stopped" ? [] : [`${instance} is ${state}`]));
  for (const { name } of platform.fleet) {
    const { found } = await bucket.get(statusKey(name));
    const status = StoredStatus.safeParse(JSON.parse(found?.body ?? "null"));
    if (!status.success) wrongs.push(`the status of ${name} cannot be read`);
    else if (status.data.status !== "sleeping" || status.data.token !== null)
      wrongs.push(`${name} is ${status.data.status}, with ${status.data.token ?? "no job"}`);
    if ((await bucket.get(trainingConfigKey(name))).found !== null) wrongs.push(`${name} has a training config`);
  }
  return wrongs;
}

async function wrongsOf({ bucket }: PlatformUnderFire, id: JobId, { ends, edits }: Book): Promise<string[]> {
  const { found } = await bucket.get(jobKey(id));
  if (found === null) return [`${id} is lost`];
  const { outcome, state, server, started_at } = StoredJob.parse(JSON.parse(found.body));
  if (outcome === null) return [`${id} is not over: ${state}`];
  const wrongs = [];
  if (ends.get(id)?.body !== found.body) wrongs.push(`${id} has changed after its end`);
  const hasReceipt = (await bucket.get(receiptKey(id))).found !== null;
  // Whose machine it is that is being stopped stands in the status.
  const isExcused = edits.some((edit) => edit.server === server && Math.abs(edit.at - outcome.at) < STOPPING_MS);
  if (started_at !== null && !hasReceipt && !isExcused) wrongs.push(`${id} has no receipt`);
  return wrongs;
}

/** About the longest that a server is on its way to sleep here. */
const STOPPING_MS = 60_000;
