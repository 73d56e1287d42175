import type { S3Event } from "aws-lambda";
import { assemble } from "./assemble.ts";
import { serversOfEvent } from "./servers-of-event.ts";

const { controlPlane } = assemble("start", process.env);

/**
 * A training config was created: turns on the EC2 instance for its task type, unless `status.json` says `dev_mode`.
 *
 * The event is a nudge: it may come twice, late or never, and the state is read again.
 */
export async function handler(event: S3Event): Promise<void> {
  for (const server of serversOfEvent(event)) await controlPlane.reconcile(server);
}
