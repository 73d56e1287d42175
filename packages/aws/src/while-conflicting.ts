import { setTimeout as sleep } from "node:timers/promises";

/** Waits before the same write again after a 409, in ms at most. About 6 s in all, then S3 counts as out of order. */
const CONFLICT_WAITS_MS = [50, 100, 200, 400, 800, 1_600, 3_200];

/**
 * Asks again while S3 answers that another write of the same key was under way: neither has won yet.
 *
 * @returns the last answer, which may still be a conflict.
 */
export async function whileConflicting<T>(ask: () => Promise<T>, isConflict: (answer: T) => boolean): Promise<T> {
  for (const waitMs of CONFLICT_WAITS_MS) {
    const answer = await ask();
    if (!isConflict(answer)) return answer;
    // Racing writers that all waited as long would collide again, hence the jitter.
    await sleep(Math.random() * waitMs);
  }
  return ask();
}
