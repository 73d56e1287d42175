import type { Run } from "./own-process.ts";
import { csvWays, csvWaysInDuckDb } from "./ways.ts";
import { zipWays } from "./zip-ways.ts";

/** Goes one way, of which it is given the name, through each file that it is sent the path of. */
const [name] = process.argv.slice(2);
const way = [...csvWays(), ...csvWaysInDuckDb(), ...zipWays()].find((candidate) => candidate.name === name);
if (way === undefined) throw new Error("usage: run-one-way.ts WAY");
process.on("message", (file: string) => {
  void way.measure(file).then((cpuSeconds) => {
    const run: Run = { cpuSeconds, peakBytes: process.resourceUsage().maxRSS * 1024 };
    process.send?.(run);
  });
});
