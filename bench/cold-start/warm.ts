/** Warm requests without I/O, one handler after the other in turns: node warm.ts ROUNDS BUNDLE… Prints µs per request. */
import { pathToFileURL } from "node:url";
import { ask } from "./requests.ts";

const WARM_UP = 500;
const REQUESTS_PER_ROUND = 1_000;

const [, , rounds = "", ...bundles] = process.argv;
const handlers: unknown[] = [];
for (const bundle of bundles) {
  const { handler } = (await import(pathToFileURL(bundle).href)) as { readonly handler: unknown };
  handlers.push(handler);
  for (let request = 0; request < WARM_UP; request++) await ask(handler, "warm");
}
const microseconds: number[][] = handlers.map(() => []);
for (let round = 0; round < Number(rounds); round++) {
  for (const [index, handler] of handlers.entries()) {
    const begun = process.cpuUsage();
    for (let request = 0; request < REQUESTS_PER_ROUND; request++) await ask(handler, "warm");
    const { user, system } = process.cpuUsage(begun);
    microseconds[index]?.push((user + system) / REQUESTS_PER_ROUND);
  }
}
process.stdout.write(JSON.stringify(microseconds));
process.exit(0);
