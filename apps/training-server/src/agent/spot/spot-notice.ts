import * as z from "zod";
import type { Clock } from "../ports/clock.ts";
import { errorText } from "../ports/log.ts";
import type { Log } from "../ports/log.ts";

/** What EC2 will do with the instance, and when. */
const Notice = z.object({ action: z.enum(["terminate", "stop", "hibernate"]), time: z.string() });
export type SpotNotice = z.infer<typeof Notice>;

/** EC2 asks for a look every five seconds. */
const LOOK_MS = 5_000;
const ANSWER_MS = 2_000;

/**
 * Waits for the notice that EC2 takes this Spot instance away, two minutes ahead. On an on-demand instance it never comes.
 *
 * @param metadataUrl - of the instance metadata service, without a path.
 * @returns null when `over` was aborted first.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 */
export async function spotNotice(
  metadataUrl: string,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
  over: AbortSignal,
): Promise<SpotNotice | null> {
  let trouble = "";
  while (!over.aborted) {
    try {
      const notice = await lookForNotice(metadataUrl, over);
      if (notice !== null) return notice;
      trouble = "";
    } catch (error) {
      if (!over.aborted && trouble !== errorText(error)) log("metadata_unreadable", { error: errorText(error) });
      trouble = errorText(error);
    }
    await clock.sleep(LOOK_MS, over);
  }
  return null;
}

/** Version 2 of the service: a token first, which a forged request of another process's could not ask for. */
async function lookForNotice(metadataUrl: string, over: AbortSignal): Promise<SpotNotice | null> {
  const ask = async (path: string, init: RequestInit): Promise<Response> =>
    fetch(new URL(path, metadataUrl), { ...init, signal: AbortSignal.any([over, AbortSignal.timeout(ANSWER_MS)]) });
  const headers = { "X-aws-ec2-metadata-token-ttl-seconds": "60" };
  const granted = await ask("/latest/api/token", { method: "PUT", headers });
  if (!granted.ok) throw new Error(`the metadata service refuses a token with ${granted.status}`);
  const token = await granted.text();
  const answer = await ask("/latest/meta-data/spot/instance-action", {
    headers: { "X-aws-ec2-metadata-token": token },
  });
  const text = await answer.text();
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(`the metadata service answers ${answer.status}`);
  return Notice.parse(JSON.parse(text));
}
