/** One cold start, in a process of its own: node one-start BUNDLE REQUEST. Prints what it took, in ms. */
import { pathToFileURL } from "node:url";
import { ask, REQUESTS, type RequestName } from "./requests.ts";

const [, , bundle = "", request = ""] = process.argv;
const isRequest = (name: string): name is RequestName => Object.hasOwn(REQUESTS, name);
if (!isRequest(request)) throw new Error(`there is no request ${request}`);

interface Moment {
  readonly wallMs: number;
  readonly cpuMs: number;
}
const now = (): Moment => {
  const { user, system } = process.cpuUsage();
  return { wallMs: performance.now(), cpuMs: (user + system) / 1_000 };
};
const since = (begun: Moment): Moment => {
  const { wallMs, cpuMs } = now();
  return { wallMs: wallMs - begun.wallMs, cpuMs: cpuMs - begun.cpuMs };
};

const begun = now();
const { handler } = (await import(pathToFileURL(bundle).href)) as { readonly handler: unknown };
const imported = since(begun);
await ask(handler, request);
const answered = since(begun);
process.stdout.write(JSON.stringify({ imported, answered }));
// What the AWS SDK keeps open would hold the process for seconds.
process.exit(0);
