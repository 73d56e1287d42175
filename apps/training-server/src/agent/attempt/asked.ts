import { MissingPermission } from "@flash/aws";
import { OtherBytes } from "../dataset/other-bytes.ts";
import type { AgentDeps, Attempt } from "./attempt-deps.ts";
import { AttemptFault, codeOf } from "./attempt-fault.ts";
import { persistently } from "./hold.ts";

/** How long the bucket is asked. */
export interface Patience {
  /** Milliseconds; left out: until the hold ends. */
  readonly patienceMs?: number;
}

/**
 * Asks the bucket until it answers or the hold ends.
 *
 * @throws what another try would only repeat, or the last error when there is no time left.
 */
export function asked<T>(
  deps: AgentDeps,
  { hold }: Pick<Attempt, "hold">,
  act: () => Promise<T>,
  { patienceMs = Number.POSITIVE_INFINITY }: Patience = {},
): Promise<T> {
  const askedAtMs = deps.clock.elapsedMs();
  const isOver = (): boolean => deps.clock.elapsedMs() - askedAtMs > patienceMs;
  return persistently(act, { hold, deps, isFinal: (error) => isFinal(error) || isOver() });
}

/** What the disk or permissions refuse, they refuse again; so does whatever was asked for wrongly. */
const FINAL_CODES: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EACCES", "EROFS", "EIO", "EMFILE", "ENOENT"]);
const isFinal = (error: unknown): boolean =>
  error instanceof AttemptFault ||
  error instanceof OtherBytes ||
  error instanceof MissingPermission ||
  error instanceof RangeError ||
  FINAL_CODES.has(codeOf(error));
