import type { InstanceId, JobId, ServerName } from "@flash/schemas";
import type { ControlPlaneDeps } from "../control-plane.ts";
import type { Taken } from "../server/reconcile.ts";
import { forEachAtOnce } from "./at-once.ts";
import { endExpiredUploads, isTimeForUploads } from "./expired-uploads.ts";
import type { ServerConfig } from "./fleet.ts";
import { heldBy } from "./held.ts";
import { expireWaitingJobs, mendOpenJobs, type Repair } from "./open-jobs.ts";
import { forgottenServers, stopStrays } from "./strays.ts";

/** What one sweep saw and did. */
export interface SweepReport {
  readonly servers: number;
  /** Steps that were taken; none while all is well and nothing changes. */
  readonly steps: number;
  /** How many jobs were mended, by what was wrong with them. */
  readonly repaired: Readonly<Partial<Record<Repair, number>>>;
  readonly straysStopped: number;
  /** Once an hour; see {@link isTimeForUploads}. */
  readonly uploadsEnded: number;
  readonly failedServers: number;
}

/**
 * Every server, every job in nobody's list, every machine that nobody asked for, every upload that was left behind.
 *
 * @param way - the rule for one server, whose `taken` hears of each step, and which stops these `strays` of it too when no job
 *   holds it; how many servers or jobs are looked at side by side.
 */
export async function sweep(
  { documents, fleet, machines, clocks, log, uploads }: ControlPlaneDeps,
  way: {
    readonly apply: (
      server: ServerConfig,
      options: { taken: (step: Taken) => void; strays?: readonly InstanceId[] },
    ) => Promise<unknown>;
    readonly atOnce: number;
  },
): Promise<SweepReport> {
  const { apply, atOnce } = way;
  const servers = [...fleet, ...(await forgottenServers(documents.store, fleet))];
  let steps = 0;
  const repaired: Partial<Record<Repair, number>> = {};
  let failedServers = 0;
  const mended = (job: JobId, repair: Repair): void => {
    repaired[repair] = (repaired[repair] ?? 0) + 1;
    log({ event: "repaired", job, repair });
  };
  const ledger = { documents, tell: log };
  await expireWaitingJobs(ledger, atOnce, mended);
  const applyTo = async (server: ServerConfig, strays: readonly InstanceId[] = []): Promise<readonly Taken[]> => {
    const taken: Taken[] = [];
    try {
      await apply(server, { taken: (step) => void taken.push(step), strays });
    } catch (error) {
      // One server's trouble never blocks another.
      failedServers += 1;
      log({ event: "server_failed", server: server.name, error });
    }
    steps += taken.length;
    return taken;
  };
  const stopByRule = async (name: ServerName, strays: readonly InstanceId[]): Promise<boolean> => {
    const server = servers.find((candidate) => candidate.name === name);
    return server !== undefined && (await applyTo(server, strays)).some(({ action }) => action === "stop");
  };
  await forEachAtOnce(servers, atOnce, async (server) => void (await applyTo(server)));
  const { jobs, spared } = await heldBy(documents, servers, atOnce);
  await mendOpenJobs(ledger, { held: jobs, atOnce }, mended);
  const { at } = await documents.store.list("open/", { limit: 1 });
  const strays = machines === null ? [] : await stopStrays(machines, { fleet, clocks, now: at, spared }, stopByRule);
  for (const instance of strays) log({ event: "stray_stopped", instance });
  const isUploadsTurn = uploads !== undefined && isTimeForUploads(at);
  const uploadsEnded = isUploadsTurn ? await endExpiredUploads(uploads, { now: at, clocks, atOnce }) : 0;
  return { servers: servers.length, steps, repaired, straysStopped: strays.length, uploadsEnded, failedServers };
}
