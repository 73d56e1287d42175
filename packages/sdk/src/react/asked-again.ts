import { newIdempotencyKey } from "../transport/idempotency-key.ts";
import { isOutage } from "./outages.ts";

/** Makes a call with a key for its input. */
export type AskWithKey = <Answer>(input: unknown, call: (idempotencyKey: string) => Promise<Answer>) => Promise<Answer>;

/**
 * Each call has a key of its own, but for the one that repeats what has failed on the way: whoever presses the button again after an outage
 * wants what may have been carried out already, and not a second one.
 */
export function askedAgain(): AskWithKey {
  let unanswered: { readonly input: string; readonly key: string } | null = null;
  return async (given, call) => {
    const input = JSON.stringify(given);
    const key = unanswered?.input === input ? unanswered.key : newIdempotencyKey();
    unanswered = null;
    try {
      return await call(key);
    } catch (error) {
      if (isOutage(error)) unanswered = { input, key };
      throw error;
    }
  };
}
