import { randomUUID } from "node:crypto";
import { LOCAL_ACCOUNT_ID } from "../ec2/local-instance.ts";

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-run-lambda-schedule.html */
export interface ScheduledEvent {
  readonly version: "0";
  readonly id: string;
  readonly "detail-type": "Scheduled Event";
  readonly source: "aws.events";
  readonly account: string;
  /** ISO 8601 in whole seconds. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly [arn: string];
  readonly detail: Readonly<Record<string, never>>;
}

export function scheduledEvent(functionName: string, region: string, at: number): ScheduledEvent {
  return {
    version: "0",
    id: randomUUID(),
    "detail-type": "Scheduled Event",
    source: "aws.events",
    account: LOCAL_ACCOUNT_ID,
    time: `${new Date(at).toISOString().slice(0, 19)}Z`,
    region,
    resources: [`arn:aws:events:${region}:${LOCAL_ACCOUNT_ID}:rule/${functionName}`],
    detail: {},
  };
}

export interface Schedule {
  /** What is running runs on. */
  stop(): void;
}

/** Calls `fire` every `everyMs`, the first time after one such span. Unless it may overlap, a turn is left out while the last one runs. */
export function every(everyMs: number, mayOverlap: boolean, fire: () => Promise<void>): Schedule {
  let running = 0;
  const timer = setInterval(() => {
    if (running > 0 && !mayOverlap) return;
    running++;
    void fire().finally(() => running--);
  }, everyMs);
  return { stop: () => clearInterval(timer) };
}
