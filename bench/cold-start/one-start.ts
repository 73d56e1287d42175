/** One cold start, in a process of its own: node one-start.ts BUNDLE REQUEST. Prints what it took, in ms. */
import { pathToFileURL } from "node:url";
import { ask, REQUESTS, type RequestName } from "./requests.ts";

const [, , bundle = "", request = ""] = process.argv;
const isRequest = (name: string): name is RequestName => Object.hasOwn(REQUESTS, name);
if (!isRequest(request)) throw new Error(`there is no request ${request}`);

const begun = performance.now();
const { handler } = (await import(pathToFileURL(bundle).href)) as { readonly handler: unknown };
const imported = performance.now();
await ask(handler, request);
const answered = performance.now();
process.stdout.write(JSON.stringify({ importMs: imported - begun, firstMs: answered - begun }));
// What the AWS SDK keeps open would hold the process for seconds.
process.exit(0);
