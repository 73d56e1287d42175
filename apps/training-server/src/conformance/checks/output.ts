import { TRAINER_LIMITS } from "@flash/schemas";
import { EPOCH_METRICS, metricsLeftOut } from "../../agent/progress/kept-metrics.ts";
import type { ObservedRun, RunOptions } from "../observe-run.ts";
import { eventsOf, verdict, type Verdict } from "./check.ts";

/** Twice the contract's rate: what is told at the turn of a second must not count as too often. */
const TOLERATED_PROGRESS = 2 * TRAINER_LIMITS.progressPerSecond;
const NAMED = 3;

/** Whether an agent understands what the trainer prints, and is not drowned in it. */
export function judgeOutput(run: ObservedRun, limits: RunOptions["limits"]): Verdict {
  const most = mostInASecond(eventsOf(run, "progress").length === 0 ? [] : progressTimes(run));
  return verdict("output", [
    ...run.ignored
      .slice(0, NAMED)
      .map((problem) => `an event is not as the contract has it and is ignored: ${problem}`),
    ...(run.longestLineBytes <= TRAINER_LIMITS.lineBytes
      ? []
      : [`a line has ${run.longestLineBytes} bytes; more than ${TRAINER_LIMITS.lineBytes} are left out unread`]),
    ...(run.stopped === "flood" || run.bytes > limits.outputBytes
      ? [`it printed ${run.bytes} bytes; after ${limits.outputBytes} the agent stops a trainer`]
      : []),
    ...(run.stopped === "silent" || run.silentMs > limits.silenceMs
      ? [
          `nothing was printed for ${Math.round(run.silentMs)} ms; after ${limits.silenceMs} ms the agent stops a trainer`,
        ]
      : []),
    ...timeFaults(run),
    ...(run.events.length === 0
      ? [
          `no event was printed, but ${run.logLines} other lines: standard output is for events, standard error for the log`,
        ]
      : []),
    ...(eventsOf(run, "epoch").every(({ metrics }) => metricsLeftOut(metrics) === 0)
      ? []
      : [
          `an epoch has more than ${EPOCH_METRICS.names} metrics of its own, or one with a name of more than ${EPOCH_METRICS.nameCharacters} characters: the rest is left out`,
        ]),
    ...(most <= TOLERATED_PROGRESS
      ? []
      : [`${most} progress events came within a second; ${TRAINER_LIMITS.progressPerSecond} are enough`]),
  ]);
}

/** A busy machine may take a while to read a line; one that waits for a full buffer comes when the trainer ends. */
const LATE_MS = 1_000;
const A_DAY_MS = 24 * 60 * 60_000;

function timeFaults(run: ObservedRun): string[] {
  const lateMs = latestMs(run);
  if (Math.abs(lateMs) >= A_DAY_MS) return ["ts must be milliseconds since 1970"];
  if (lateMs <= LATE_MS) return [];
  return [
    `an event arrived ${lateMs} ms after its ts: flush standard output after each line, or the agent hears nothing and stops the trainer`,
  ];
}

/** How long after its own time an event arrived, at most; far off where that time is none. */
const latestMs = ({ events, startedAt }: ObservedRun): number =>
  Math.round(events.reduce((most, { ts, atMs }) => farther(most, startedAt + atMs - ts), 0));

const farther = (one: number, other: number): number => (Math.abs(other) > Math.abs(one) ? other : one);

const progressTimes = (run: ObservedRun): number[] =>
  run.events.filter(({ type }) => type === "progress").map(({ atMs }) => atMs);

function mostInASecond(times: readonly number[]): number {
  let [first, most] = [0, 0];
  for (const [index, at] of times.entries()) {
    while (at - (times[first] ?? at) > 1_000) first += 1;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
