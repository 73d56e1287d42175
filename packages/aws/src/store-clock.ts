import { epochMs } from "@flash/schemas";
import type { EpochMs } from "@flash/schemas";

const SECOND = 1000;

/** S3 tells times in whole seconds; other S3s tell more, which would make ages depend on the store. */
export function wholeSeconds(time: Date | undefined, what: string): EpochMs {
  const ms = time?.getTime() ?? Number.NaN;
  if (Number.isNaN(ms)) throw new Error(`S3's answer has no ${what}, without which Flash cannot tell any age`);
  return epochMs(Math.floor(ms / SECOND) * SECOND);
}

/**
 * Reads the `Date` header of one command's answer, which the SDK does not hand out: put {@link StoreClock.watch} into
 * the command's middleware stack at {@link StoreClock.PLACE}. Refusals tell the time as well.
 */
export class StoreClock {
  /** Nearest to the wire: sees the answer before the SDK makes an error or an output of it. */
  static readonly PLACE = { step: "deserialize", priority: "low", name: "flashStoreClock" } as const;

  #date: string | undefined;

  readonly watch =
    <Args, Result extends { response: unknown }>(next: (args: Args) => Promise<Result>) =>
    async (args: Args): Promise<Result> => {
      const result = await next(args);
      this.#date = dateHeader(result.response);
      return result;
    };

  /** @throws Error before an answer has come, or when it had no `Date`. */
  at(): EpochMs {
    return wholeSeconds(this.#date === undefined ? undefined : new Date(this.#date), "Date header");
  }
}

function dateHeader(response: unknown): string | undefined {
  if (typeof response !== "object" || response === null || !("headers" in response)) return undefined;
  const { headers } = response;
  if (typeof headers !== "object" || headers === null || !("date" in headers)) return undefined;
  return typeof headers.date === "string" ? headers.date : undefined;
}
