import * as z from "zod";
import { signedCall } from "../account/signed-call.ts";
import type { Account } from "../account/open-account.ts";
import type { StageSettings } from "../config/flash-config.ts";
import { type Finding, note, well } from "./finding.ts";

/** Who has subscribed to a stage's alarms. */
export interface Listeners {
  readonly confirmed: number;
  /** Mails that nobody has answered yet. */
  readonly pending: number;
}

const Answer = z.object({
  ListSubscriptionsByTopicResponse: z.object({
    ListSubscriptionsByTopicResult: z.object({ Subscriptions: z.array(z.object({ SubscriptionArn: z.string() })) }),
  }),
});

export const alarmTopicArn = ({ id, region, stack }: Pick<Account, "id" | "region" | "stack">): string =>
  `arn:aws:sns:${region}:${id}:${stack}-alarms`;

/** @returns null when the topic is not there, or the credentials may not ask. */
export async function alarmListeners(account: Account): Promise<Listeners | null> {
  const { region, credentials } = account;
  const { body } = await signedCall({
    service: "sns",
    region,
    credentials,
    method: "POST",
    url: `https://sns.${region}.amazonaws.com/`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({
      Action: "ListSubscriptionsByTopic",
      Version: "2010-03-31",
      TopicArn: alarmTopicArn(account),
    }).toString(),
  });
  const answer = Answer.safeParse(body);
  return answer.success ? counted(answer.data) : null;
}

function counted({ ListSubscriptionsByTopicResponse }: z.infer<typeof Answer>): Listeners {
  const { Subscriptions } = ListSubscriptionsByTopicResponse.ListSubscriptionsByTopicResult;
  const confirmed = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn.startsWith("arn:")).length;
  const pending = Subscriptions.filter(({ SubscriptionArn }) => SubscriptionArn === "PendingConfirmation").length;
  return { confirmed, pending };
}

/** How somebody comes to hear the alarms of a topic. */
export const howToListen = (topicArn: string): string =>
  `set alarms.email in flash.config.ts and deploy, or run: aws sns subscribe --region ${topicArn.split(":")[3]} --topic-arn ${topicArn} --protocol email --notification-endpoint YOU@EXAMPLE.ORG`;

/** An operator who sleeps is woken by somebody, or not at all. */
export function judgeListeners(
  listeners: Listeners | null,
  topicArn: string,
  { alarms }: Pick<StageSettings, "alarms">,
): Finding {
  const { confirmed, pending } = listeners ?? { confirmed: 0, pending: 0 };
  if (confirmed > 0) return well(`alarms are heard by ${confirmed}`);
  if (pending > 0)
    return note("nobody hears the alarms yet", "answer the mail by which AWS asks whether the address is yours");
  if (listeners === null && alarms.email !== undefined)
    return note(
      `whether ${alarms.email} hears the alarms is unknown`,
      "deploy, answer AWS's mail, and allow sns:ListSubscriptionsByTopic to see it here",
    );
  return note("nobody hears the alarms", howToListen(topicArn));
}
