import { setTimeout as pause } from "node:timers/promises";
import type { ServerName } from "@flash/schemas";
import { createFlash, type Flash, type Job } from "@flash/sdk";
import { CommandFault } from "../config/load-config.ts";

/** A training server that is no machine: it does the job in dev mode. */
export interface OwnServer {
  stop(): Promise<void>;
}

export interface SmokeTest {
  /** Of an admin: dev mode is switched with it. */
  readonly connection: { readonly url: string; readonly streamUrl: string; readonly apiKey: string };
  readonly server: ServerName;
  readonly startOwnServer: () => Promise<OwnServer>;
  /** The whole job ends by then, or something of the platform does not work. Milliseconds. */
  readonly limitMs: number;
  /** Somebody wants it to end: whatever it has begun is then undone. */
  readonly stopped: AbortSignal;
  readonly say: (step: string) => void;
}

/** Forty rows whose label every model learns at once. */
const CSV = `input,label\n${Array.from({ length: 40 }, (_, row) =>
  row % 2 === 0 ? `win cash prize offer number ${row},spam` : `meeting notes agenda report number ${row},ham`,
).join("\n")}\n`;

/**
 * One tiny job through everything that was deployed: API, streams, presigned URLs, S3's events, both triggers. In dev
 * mode, so no machine is started: a training server in this process's place does the job.
 *
 * @returns false when the server is not free, and nothing was tested.
 * @throws CommandFault that says how far it came.
 */
export async function smokeTest(test: SmokeTest): Promise<boolean> {
  const flash = createFlash(test.connection);
  test.stopped.throwIfAborted();
  if (!(await switchedToDevMode(flash, test))) return false;
  try {
    const own = await test.startOwnServer();
    try {
      await tinyJob(flash, test);
    } finally {
      await own.stop();
    }
  } finally {
    await flash.trpc.servers.setDevMode.mutate({ server: test.server, devMode: false });
  }
  return true;
}

async function tinyJob(flash: Flash, test: SmokeTest): Promise<void> {
  const signal = AbortSignal.any([AbortSignal.timeout(test.limitMs), test.stopped]);
  let trained: Job | null = null;
  let step = "the upload";
  try {
    const dataset = await flash.uploadDataset(new File([CSV], "smoke-test.csv"), {
      taskType: "text-classification",
      signal,
    });
    test.say("a dataset was uploaded and validated");
    step = "training";
    // Not given up in the middle: a job that was accepted has to be known, or nobody cancels it.
    trained = await flash.train({
      dataset,
      taskType: "text-classification",
      name: "smoke test",
      hyperparameters: { model: "fasttext", epochs: 2 },
    });
    const { state, outcome } = await trained.wait({ signal });
    if (state !== "succeeded") throw new CommandFault(`the job ended ${state}: ${outcome.sentence} ${outcome.detail}`);
    test.say(`job ${trained.id} was trained`);
    step = "the download of the model";
    const { artifacts } = await trained.model.download({ signal });
    test.say(`its model has ${artifacts.length} files`);
    step = "the server's falling asleep";
    await untilAsleep(flash, test, signal);
    test.say(`server ${test.server} sleeps again`);
  } catch (error) {
    // Out of dev mode a machine would be started for it.
    await trained?.cancel().catch(() => {});
    if (error instanceof CommandFault) throw error;
    if (test.stopped.aborted)
      throw new CommandFault(`the smoke test was stopped at ${step}: what it had begun is undone`);
    const why = signal.aborted ? `did not end within ${test.limitMs / 1_000} s` : messageOf(error);
    throw new CommandFault(`the smoke test failed at ${step}: ${why}. Look at the logs of the functions.`);
  }
}

/** Only a server that sleeps is switched: a job that is under way keeps its machine. */
async function switchedToDevMode(flash: Flash, { server }: SmokeTest): Promise<boolean> {
  const { servers } = await flash.status();
  if (servers.find(({ name }) => name === server)?.status !== "sleeping") return false;
  const { takesEffect } = await flash.trpc.servers.setDevMode.mutate({ server, devMode: true });
  if (takesEffect === "now") return true;
  await flash.trpc.servers.setDevMode.mutate({ server, devMode: false });
  return false;
}

async function untilAsleep(flash: Flash, { server }: SmokeTest, signal: AbortSignal): Promise<void> {
  const POLL_MS = 1_000;
  for (;;) {
    const { servers } = await flash.status({ signal });
    if (servers.find(({ name }) => name === server)?.status === "sleeping") return;
    await pause(POLL_MS, undefined, { signal });
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
