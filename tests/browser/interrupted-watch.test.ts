import type { Job, WireJob } from "@flash/sdk";
import { expect, test } from "vitest";
import { pacedTrainings } from "../platform/paced-trainings.ts";
import { until, uploadTiny } from "../platform/scene.ts";
import { pageScene } from "./page-scene.ts";
import type { Visit } from "./visit.ts";

const EPOCHS = 50;
/** It goes on until it is hurried: what happens meanwhile happens in the middle of it. */
const SLOW = { taskType: "text-classification", hyperparameters: { model: "gru", epochs: EPOCHS } } as const;

const { machineEnv, hurry } = pacedTrainings();
const { scene, site, relay, openPage, connect, expectComplaints } = pageScene({ machineEnv });

/** Settles in the middle of the training: the page that follows the job has seen epochs. */
async function trainSlowly(visited: Visit): Promise<Job> {
  const { flash } = scene();
  const job = await flash.train({ dataset: await uploadTiny(flash), ...SLOW });
  await follow(visited, job.id);
  await untilSeen(visited, "the first epochs", (update) => epochsOf(update).length > 0);
  return job;
}

/** Begins to follow; see `untilSeen`. */
const follow = ({ page }: Visit, jobId: string): Promise<void> =>
  page.evaluate((id) => void window.page.follow(id), jobId);

const updatesOf = ({ page }: Visit): Promise<WireJob[]> => page.evaluate(() => window.page.updates);

const untilSeen = (visited: Visit, what: string, isIt: (update: WireJob) => boolean): Promise<true> =>
  until(what, async () => ((await updatesOf(visited)).some(isIt) ? true : null));

const epochsOf = (job: WireJob | undefined): number[] => job?.progress?.metrics.map(({ epoch }) => epoch) ?? [];
const upTo = (epochs: number): number[] => Array.from({ length: epochs }, (_, index) => index + 1);

test(
  "a watch goes on when the network was away, and no epoch is lost or comes twice",
  { timeout: 180_000 },
  async () => {
    const away = /ERR_INTERNET_DISCONNECTED/u;
    expectComplaints(away, /ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED_ENCODING/u);
    const visited = await openPage(site().origin, { streamUrl: relay().url });
    const { page, sent, complaints } = visited;
    const job = await trainSlowly(visited);
    await page.context().setOffline(true);
    relay().cut();
    await until("it has tried in vain", async () => (complaints.some((line) => away.test(line)) ? true : null));
    const before = await updatesOf(visited);
    const missed = async () => epochsOf(await job.get()).length > epochsOf(before.at(-1)).length;
    await until("epochs were missed", async () => ((await missed()) ? true : null));
    expect(await updatesOf(visited)).toEqual(before);
    await page.context().setOffline(false);
    hurry(job);
    await untilSeen(visited, "the job is over", ({ outcome }) => outcome !== null);

    const updates = await updatesOf(visited);
    expect(updates.at(-1)?.state).toBe("succeeded");
    expect(epochsOf(updates.at(-1))).toEqual(upTo(EPOCHS));
    for (const update of updates) expect(epochsOf(update)).toEqual(upTo(epochsOf(update).length));
    const counts = updates.map((update) => epochsOf(update).length);
    expect(counts).toEqual(counts.toSorted((one, other) => one - other));
    // What was seen before does not come again: the first update is news.
    expect(counts[before.length]).toBeGreaterThan(counts[before.length - 1] ?? 0);
    const [first, ...again] = sent.filter(({ url, method }) => url.includes("/jobs.watch") && method === "GET");
    expect(first?.url).not.toContain("lastEventId");
    expect(again.length).toBeGreaterThan(0);
    for (const { url } of again) expect(url).toContain("lastEventId");
  },
);

test(
  "a page that is loaded anew in the middle of a training goes on with the job by its id",
  { timeout: 180_000 },
  async () => {
    const visited = await openPage();
    const job = await trainSlowly(visited);
    await visited.page.reload();
    await connect(visited);
    await follow(visited, job.id);
    await untilSeen(visited, "it goes on", () => true);
    hurry(job);
    await untilSeen(visited, "the job is over", ({ outcome }) => outcome !== null);
    const updates = await updatesOf(visited);
    expect(updates[0]?.state).toBe("training");
    expect(updates.at(-1)).toMatchObject({ state: "succeeded" });
    expect(epochsOf(updates.at(-1))).toEqual(upTo(EPOCHS));
  },
);
