import type { Doc, Documents } from "@flash/control-plane";
import { StoredTrainingConfig } from "@flash/schemas";
import type { Clock } from "../ports/clock.ts";
import { errorText } from "../ports/log.ts";
import type { Log } from "../ports/log.ts";

/** Why an attempt is not this machine's any more. */
export type HoldEnd =
  /** The training config is gone or names another attempt: cancelled, timed out or given to another machine. */
  | "replaced"
  /** The bucket could not be asked for so long that the machine may have been given up on. */
  | "unreachable"
  /** The machine is being switched off. */
  | "stopping"
  /** EC2 takes the machine away within two minutes: a Spot instance. */
  | "interrupted";

/** What the hold needs of its surroundings. */
export interface HoldDeps {
  readonly documents: Documents;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * The right to work on an attempt: it lasts as long as the training config names the attempt, as far as this machine can know.
 * When it ends, `signal` is aborted, and it never comes back.
 */
export class Hold {
  readonly #deps: HoldDeps;
  readonly #ending = new AbortController();
  #doc: Doc<StoredTrainingConfig>;
  /** When the last look that found the config had been asked for. */
  #seenAtMs: number;
  #end: HoldEnd | null = null;

  /** @param doc - the config as it was read after the claim. @param seenAtMs - when that reading was asked for. */
  constructor(deps: HoldDeps, doc: Doc<StoredTrainingConfig>, seenAtMs: number) {
    this.#deps = deps;
    this.#doc = doc;
    this.#seenAtMs = seenAtMs;
  }

  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** The latest reading: its ETag is what the config is deleted by. */
  get doc(): Doc<StoredTrainingConfig> {
    return this.#doc;
  }

  get ended(): HoldEnd | null {
    return this.#end;
  }

  end(why: HoldEnd): void {
    if (this.#end !== null) return;
    this.#end = why;
    this.#ending.abort(why);
  }

  /** Reads the config again. Never throws: what cannot be known now is asked at the next look. */
  async look(): Promise<void> {
    for (let stale = true; stale && this.#end === null;) stale = await this.#lookOnce();
  }

  /** @returns whether the machine slept meanwhile, so that the answer may be from before it was replaced. */
  async #lookOnce(): Promise<boolean> {
    const { clock, documents, log } = this.#deps;
    const { max_silence_ms } = this.#doc.value;
    const askedAtMs = clock.elapsedMs();
    try {
      const read = await inTime(documents.read(this.#doc.key, StoredTrainingConfig), max_silence_ms / 4);
      if (read.kind !== "found" || !isSameAttempt(read.doc.value, this.#doc.value))
        return (this.end("replaced"), false);
      this.#doc = read.doc;
      this.#seenAtMs = askedAtMs;
      return clock.elapsedMs() - askedAtMs > max_silence_ms / 2;
    } catch (error) {
      log("config_unreadable", { error: errorText(error) });
      if (clock.elapsedMs() - this.#seenAtMs > max_silence_ms) this.end("unreachable");
      return false;
    }
  }
}

const isSameAttempt = (one: StoredTrainingConfig, other: StoredTrainingConfig): boolean =>
  one.token === other.token && one.attempt === other.attempt;

/** A connection that hangs must not keep the machine from noticing that it hangs. */
async function inTime<T>(answer: Promise<T>, ms: number): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error(`no answer within ${ms} ms`)), ms);
  try {
    return await Promise.race([answer, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Repeats what failed because the bucket did not answer, for as long as the attempt is held.
 *
 * @param isFinal - says which errors another try would only repeat.
 * @throws such an error, or the last one when the hold has ended.
 */
export async function persistently<T>(
  act: () => Promise<T>,
  { hold, deps, isFinal }: { hold: Hold; deps: HoldDeps; isFinal: (error: unknown) => boolean },
): Promise<T> {
  for (let waitMs = 500; ; waitMs = Math.min(waitMs * 2, 10_000)) {
    try {
      return await act();
    } catch (error) {
      if (isFinal(error) || hold.ended !== null) throw error;
      deps.log("bucket_unreachable", { error: errorText(error), retryInMs: waitMs });
      await deps.clock.sleep(waitMs, hold.signal);
    }
  }
}
