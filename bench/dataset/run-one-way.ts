import { WAYS } from "./ways.ts";

const [name, file] = process.argv.slice(2);
const way = WAYS.find((candidate) => candidate.name === name);
if (way === undefined || file === undefined) throw new Error("usage: run-one-way.ts WAY FILE");
await way.run(file);
console.log(process.resourceUsage().maxRSS * 1024);
