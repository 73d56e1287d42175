import type { Prices } from "./prices.ts";

/** How a platform is used. */
export interface Use {
  readonly jobsPerDay: number;
  readonly trainS: number;
  readonly datasetMb: number;
  readonly modelMb: number;
  /** One each for a server. */
  readonly machines: number;
  readonly diskGb: number;
  /** What the stack's alarms look at, without the one for each machine: one that reckons with several metrics is billed for each. */
  readonly alarmMetrics: number;
}

/** What an average month of it costs, in US dollars. */
export interface Cost {
  readonly what: string;
  readonly usd: number;
}

const DAYS = 365 / 12;
const DAY_S = 86_400;
/** One a minute. */
const SWEEPS = DAYS * 24 * 60;

/** Calls of S3 as it bills them: writes and listings at one price, reads at another. */
interface Calls {
  readonly writes: number;
  readonly reads: number;
}

/** `npm run bench -- scale --servers 10`: of 46 calls for a job 12 are writes or listings and 3 deletions, which are free. */
const RULE: Calls = { writes: 12, reads: 31 };
/** `apps/api/src/s3-calls.test.ts`: a dataset declared, sent, completed and validated, what `train` reads of it, and a model fetched. */
const CALLS_OF_API: Calls = { writes: 10, reads: 24 };
/** `npm run bench -- scale`: six writes and listings for a sweep, one more and three reads for each sleeping server; and its note. */
const sweep = (servers: number): Calls => ({ writes: 7 + servers, reads: 1 + 3 * servers });
/** The agent looks at its config and writes its progress every two seconds. */
const BEAT_S = 2;
/** Somebody watches each job from the first to the last second: job and progress are read once a second. */
const LOOK_S = 1;
const LOOK: Calls = { writes: 0, reads: 2 };

/** As FakeMachines boot in the bench; and what passes until a machine is seen to be done, and stops. */
const BOOT_S = 40;
const STOP_S = 10;

/** Gigabytes, as `infra/src/stack/functions.ts` has them. */
const MEMORY_GB = { api: 1, stream: 1_769 / 1_024, trigger: 0.5 };
/** Of a job: declare, complete, train, two looks, a model. At 20 ms for each of its calls of S3, as in the bench. */
const API = { runs: 6, s: 0.2 };
/** Of a job: start, stop, and the sweep when its machine came and went. Most are cold, and take a second. */
const TRIGGERS = { runs: 4, s: 1 };
const SWEEP_S = 0.3;
/** Streams of watchers end after 50 s and begin anew. */
const STREAM_S = 50;
const VALIDATION_S = 3;
/** Two entries of ours, of 205 and 487 bytes, and Lambda's own three. */
const LOG_KB = 1;
/** Of METRICS, those that are written in a month without trouble; `JobsEnded` counts for two outcomes. */
const METRICS_OF_JOBS = 7;

/** @returns the parts of the bill; they add up to all of it. */
export function monthlyCosts(use: Use, prices: Prices): readonly Cost[] {
  const jobs = use.jobsPerDay * DAYS;
  const priceOf = ({ writes, reads }: Calls): number => writes * prices.s3Write + reads * prices.s3Read;
  const lambda = (runs: number, s: number, gb: number): number =>
    runs * (prices.lambdaRun + s * gb * prices.lambdaGbSecond);

  const watchedS = BOOT_S + use.trainS;
  const machineS = watchedS + STOP_S;
  const beats = use.trainS / BEAT_S;
  const looks = watchedS / LOOK_S;
  const streams = watchedS / STREAM_S + 1;
  const runs = jobs * (API.runs + TRIGGERS.runs + streams) + SWEEPS;
  const keptGb = (jobs * (use.datasetMb + use.modelMb)) / 1_000;
  return [
    { what: "machines, by the second", usd: ((jobs * machineS) / 3_600) * prices.machineHour },
    { what: "disks of machines, on or off", usd: use.machines * use.diskGb * prices.diskGbMonth },
    {
      what: "S3: jobs, their datasets and signs of life",
      usd: jobs * (priceOf(RULE) + priceOf(CALLS_OF_API) + beats * priceOf({ writes: 1, reads: 1 })),
    },
    { what: "S3: the sweep", usd: SWEEPS * priceOf(sweep(use.machines)) },
    { what: "S3: a month's datasets and models", usd: keptGb * prices.s3GbMonth },
    {
      what: "Lambda: calls, start, stop, sweep",
      usd:
        lambda(jobs * API.runs, API.s, MEMORY_GB.api) +
        lambda(jobs * TRIGGERS.runs, TRIGGERS.s, MEMORY_GB.trigger) +
        lambda(SWEEPS, SWEEP_S, MEMORY_GB.trigger),
    },
    {
      what: "somebody watches every job to its end",
      usd: jobs * (looks * priceOf(LOOK) + lambda(streams, (watchedS + VALIDATION_S) / streams, MEMORY_GB.stream)),
    },
    { what: "logs", usd: (runs * LOG_KB * prices.logGb) / 1_000_000 },
    {
      what: "metrics, alarms, dashboard",
      usd:
        (jobs === 0 ? 0 : METRICS_OF_JOBS * prices.metricMonth) +
        (use.alarmMetrics + use.machines) * prices.alarmMonth +
        prices.dashboardMonth,
    },
    { what: "models, to the internet once", usd: (jobs * use.modelMb * prices.outGb) / 1_000 },
  ];
}

export const totalOf = (costs: readonly Cost[]): number => costs.reduce((sum, { usd }) => sum + usd, 0);

/** So many machines that they are busy for seven tenths of the day, were the jobs spread over it. */
export const machinesFor = (jobsPerDay: number, trainS: number): number =>
  Math.max(1, Math.ceil((jobsPerDay * (BOOT_S + trainS + STOP_S)) / (0.7 * DAY_S)));
