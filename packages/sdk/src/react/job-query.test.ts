import { QueryClient, QueryObserver } from "@tanstack/react-query";
import type { WireJob } from "@flash/schemas";
import { expect, test } from "vitest";
import { testFlash } from "../../test/client.ts";
import { startPlatform } from "../../test/platform.ts";
import { jobIn } from "../../test/samples.ts";
import type { FlashError } from "../error/flash-error.ts";
import { jobQuery } from "./job-query.ts";

const RECEIPT: WireJob["receipt"] = {
  instance: null,
  queuedS: 0,
  bootS: 1,
  runS: 2,
  secondsOn: 3,
  usdPerHour: null,
  costUsd: null,
  stoppedBy: "sweep",
  stoppedSeenAt: null,
  handedTo: null,
};

/** What components see that show the job, until `enough`. */
async function seen(url: string, enough: (jobs: readonly WireJob[]) => boolean): Promise<WireJob[]> {
  const client = new QueryClient();
  const jobs: WireJob[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const observer = new QueryObserver(client, jobQuery(testFlash({ url }).flash, "job_1"));
  const leave = observer.subscribe(({ data, error }) => {
    if (error !== null) reject(error);
    if (data !== undefined && data !== jobs.at(-1)) jobs.push(data);
    if (enough(jobs)) resolve();
  });
  await promise.finally(leave);
  client.clear();
  return jobs;
}

test("a shown job goes through its states as they come", async () => {
  await using platform = await startPlatform({
    watch: async function* () {
      yield ["1", jobIn("training", 1)];
      yield ["2", jobIn("succeeded", 1)];
    },
  });
  const jobs = await seen(platform.url, (all) => all.at(-1)?.state === "succeeded");
  expect(jobs.map(({ state }) => state)).toEqual(["training", "succeeded"]);
});

test.each([
  ["a job that goes on is told of by its stream", jobIn("training"), false],
  ["a job that is over is asked for until its receipt has come", jobIn("succeeded"), 2_000],
  ["a job with its receipt never changes again", { ...jobIn("succeeded"), receipt: RECEIPT }, false],
])("%s", (_, job, expected) => {
  const client = new QueryClient();
  const query = jobQuery(testFlash({ url: "http://127.0.0.1:9" }).flash, "job_1");
  client.setQueryData(query.queryKey, job);
  const kept = client.getQueryCache().find<WireJob, FlashError>({ queryKey: query.queryKey });
  if (kept === undefined || typeof query.refetchInterval !== "function") throw new Error("there is no such query");
  expect(query.refetchInterval(kept)).toBe(expected);
});

test.each([
  ["whose connection could not go on is tried again by itself", 503, 5_000],
  ["that the platform refuses to show is not asked for again", 401, false],
])("a job %s", async (_, status, expected) => {
  const data = { httpStatus: status, ...(status === 401 && { problem: { code: "unauthorized" } }) };
  await using platform = await startPlatform({
    intercept: (_request, response) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify({ error: { data } }));
      return true;
    },
  });
  const client = new QueryClient();
  const query = jobQuery(testFlash({ url: platform.url }).flash, "job_1");
  await expect(client.fetchQuery(query)).rejects.toThrow();
  const kept = client.getQueryCache().find<WireJob, FlashError>({ queryKey: query.queryKey });
  if (kept === undefined || typeof query.refetchInterval !== "function") throw new Error("there is no such query");
  expect(query.refetchInterval(kept)).toBe(expected);
  client.clear();
});

test("the connection of a job that nobody shows any more is closed", async () => {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  await using platform = await startPlatform({
    watch: async function* (_, signal) {
      signal.addEventListener("abort", () => close());
      yield ["1", jobIn("training", 1)];
      await closed;
    },
  });
  expect(await seen(platform.url, (all) => all.length === 1)).toMatchObject([{ state: "training" }]);
  await closed;
});
