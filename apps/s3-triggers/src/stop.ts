import type { S3Event } from "aws-lambda";
import { assemble } from "./assemble.ts";
import { serversOfEvent } from "./servers-of-event.ts";

const { controlPlane } = assemble("stop", process.env);

/**
 * A training config was deleted: turns the server's instance off, unless `status.json` says `dev_mode`, and sets the
 * status to `sleeping` when it was seen off; or hands the machine to the next job.
 */
export async function handler(event: S3Event): Promise<void> {
  for (const server of serversOfEvent(event)) await controlPlane.reconcile(server);
}
