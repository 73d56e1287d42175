import { listed, scriptOptions, wholeNumber } from "../../build/script-options.ts";
import { simulate, type ScaleFigures } from "./simulate.ts";

const HELP = `How the control plane bears many servers and many jobs: the real rule on a bucket and machines in memory, in virtual
time. Counts do not vary with the machine it runs on.

  npm run bench -- scale [--servers 1,10,100,1000] [--jobs 10000]`;

const asked = scriptOptions(
  HELP,
  { servers: { type: "string", default: "1,10,100,1000" }, jobs: { type: "string", default: "10000" } },
  (values) => ({
    servers: listed(values.servers).map((one) => wholeNumber("servers", one)),
    jobs: wholeNumber("jobs", values.jobs),
  }),
);

/** What a call of S3 takes from a function in the same region, on the careful side; and how the sweep makes them. */
const CALL_MS = 20;
const SWEPT_AT_ONCE = 16;

const row = ({ servers, jobs, ...figures }: ScaleFigures): string =>
  [
    servers,
    jobs,
    figures.callsPerJob.toFixed(1),
    `${figures.writesPerJob.toFixed(1)} / ${figures.deletionsPerJob.toFixed(1)}`,
    `${figures.idleCallsPerSweepAndServer.toFixed(1)} (${figures.idleWritesPerSweepAndServer.toFixed(1)})`,
    figures.conflictsPerJob.toFixed(3),
    `${figures.medianQueueS.toFixed(0)} / ${figures.maxQueueS.toFixed(0)}`,
    `${(100 * figures.busyShare).toFixed(1)} %`,
    `${figures.maxSweepCalls} (${((figures.maxSweepCalls * CALL_MS) / SWEPT_AT_ONCE / 1_000).toFixed(1)} s)`,
    figures.wallS.toFixed(1),
  ].join(" | ");

process.stdout.write(
  "| servers | jobs | S3 calls per job | writes and listings / deletions | per sweep and idle server (writes and listings) | conflicts per job | queue s, median / max | servers busy | largest sweep, S3 calls (at 20 ms each, 16 side by side) | took s |\n|---|---|---|---|---|---|---|---|---|---|\n",
);
for (const servers of asked.servers) {
  // One server would take weeks of virtual time for all of them, which says no more than a few hundred jobs do.
  const jobs = Math.min(asked.jobs, servers * 1_000);
  process.stdout.write(`| ${row(await simulate(servers, jobs))} |\n`);
}
