import { csvWays } from "./ways.ts";

const [name, file] = process.argv.slice(2);
const way = csvWays().find((candidate) => candidate.name === name);
if (way === undefined || file === undefined) throw new Error("usage: run-one-way.ts WAY FILE");
await way.measure(file);
console.log(process.resourceUsage().maxRSS * 1024);
