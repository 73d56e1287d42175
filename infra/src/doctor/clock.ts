import type { ObjectStore } from "@flash/control-plane";
import { statusKey, DEFAULT_SERVER } from "@flash/schemas";
import { fault, type Finding, note, well } from "./finding.ts";

/** AWS refuses what was signed further from its own time. */
const REFUSED_MS = 5 * 60_000;
/** Further off than clocks that are kept in step ever are. */
const NOTICED_MS = 30_000;

/** S3 tells whole seconds. */
const SECOND_MS = 1_000;

/**
 * How far this machine's clock is before S3's; negative: behind it. What the answer's way and S3's whole seconds leave
 * open is not held against the clock.
 */
export async function clockSkewMs(store: Pick<ObjectStore, "get">, nowMs: () => number): Promise<number> {
  const before = nowMs();
  const { at } = await store.get(statusKey(DEFAULT_SERVER));
  const after = nowMs();
  if (before >= at + SECOND_MS) return before - at - SECOND_MS;
  return after < at ? after - at : 0;
}

/** The agents' clocks are in no document and decide nothing: every age is told by S3. */
export function judgeClock(skewMs: number): Finding {
  const off = `this machine's clock is ${Math.round(Math.abs(skewMs) / 1_000)} s ${skewMs < 0 ? "behind" : "ahead of"} S3's`;
  const remedy = "set it by the network: timedatectl set-ntp true, or the system's settings";
  if (Math.abs(skewMs) >= REFUSED_MS)
    return fault(`${off}, and AWS refuses what is signed so far from its time`, remedy);
  return Math.abs(skewMs) >= NOTICED_MS ? note(off, remedy) : well("this machine's clock agrees with S3's");
}
