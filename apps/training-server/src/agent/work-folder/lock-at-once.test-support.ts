/** Asks for one work folder after the other, each at a moment that others ask for it too, and says which it got. */
import { join } from "node:path";
import { lockWorkFolder } from "./agent-lock.ts";

const [parent = "", folders = "", firstAtMs = "", everyMs = ""] = process.argv.slice(2);

const clock = new Int32Array(new SharedArrayBuffer(4));
const got = Array.from({ length: Number(folders) }, (_, index) => {
  const inMs = Number(firstAtMs) + index * Number(everyMs) - Date.now();
  if (inMs > 0) Atomics.wait(clock, 0, 0, inMs);
  try {
    lockWorkFolder(join(parent, `${index}`));
    return [index];
  } catch {
    return [];
  }
}).flat();
process.stdout.write(JSON.stringify(got));
// Whoever ends gives up what it has, which others may still ask for.
process.stdin.resume();
