import { jobOfOpenKey, OPEN_PREFIX } from "@flash/schemas";
import type { Account } from "../account/open-account.ts";
import { CommandFault } from "../config/load-config.ts";
import { platformMachines } from "./machines.ts";

const ON = new Set(["pending", "running", "stopping"]);

/**
 * Whoever takes the functions away takes away what stops the machines.
 *
 * @param hasBucket - false: it is gone, and jobs with it.
 * @throws CommandFault while a job is not over, or a machine is on.
 */
export async function refuseWhileAnythingRuns(
  { documents: { store }, ec2, stack }: Pick<Account, "documents" | "ec2" | "stack">,
  hasBucket: boolean,
): Promise<void> {
  const { objects } = hasBucket ? await store.list(OPEN_PREFIX, { limit: 3 }) : { objects: [] };
  const jobs = objects.map(({ key }) => jobOfOpenKey(key) ?? key);
  if (jobs.length > 0) {
    throw new CommandFault(`not over yet: ${jobs.join(", ")}. Wait for it, or cancel it, then try again.`);
  }
  const on = (await platformMachines(ec2, stack)).filter(({ State }) => ON.has(State?.Name ?? ""));
  if (on.length > 0) {
    const ids = on.map(({ InstanceId }) => InstanceId).join(", ");
    throw new CommandFault(`still on: ${ids}. The sweep stops what no job needs within minutes; try again then.`);
  }
}
