import { signedCall } from "../account/signed-call.ts";
import type { Account } from "../account/open-account.ts";
import * as z from "zod";
import type { StageSettings } from "../config/flash-config.ts";
import { fault, type Finding, note, well } from "./finding.ts";

/** Lambda keeps so many executions for functions that reserve none. */
const KEPT_UNRESERVED = 100;
/** One reader of a stream is one execution: with fewer, some people at once are turned away. */
const COMFORTABLE = 100;

const Settings = z.object({ AccountLimit: z.object({ ConcurrentExecutions: z.number() }) });

/** How many functions the account may run at once; null when the credentials may not ask. */
export async function concurrencyLimit({ region, credentials }: Account): Promise<number | null> {
  const url = `https://lambda.${region}.amazonaws.com/2016-08-19/account-settings/`;
  const { body } = await signedCall({ service: "lambda", region, credentials, method: "GET", url });
  const settings = Settings.safeParse(body);
  return settings.success ? settings.data.AccountLimit.ConcurrentExecutions : null;
}

export function judgeConcurrency(limit: number | null, { reservedConcurrency }: StageSettings): Finding {
  const ask = "ask for more: Service Quotas, AWS Lambda, Concurrent executions";
  if (limit === null) return note("Lambda's concurrency limit is unknown", "allow lambda:GetAccountSettings to see it");
  const reserved = Object.values(reservedConcurrency).reduce<number>((sum, count) => sum + (count ?? 0), 0);
  if (reserved > 0 && limit - reserved < KEPT_UNRESERVED) {
    return fault(
      `reservedConcurrency takes ${reserved} of the account's ${limit} executions, and ${KEPT_UNRESERVED} must stay`,
      `take reservedConcurrency out of flash.config.ts, or ${ask}`,
    );
  }
  return limit < COMFORTABLE
    ? note(`the account runs at most ${limit} functions at once, and each reader of a stream is one`, ask)
    : well(`the account runs ${limit} functions at once`);
}
