import { type JobId, LAST_SWEEP_KEY, StoredLastSweep, StoredStatus, statusKey, WireStatus } from "@flash/schemas";
import type { CallerContext } from "../context.ts";
import { authed } from "../trpc.ts";
import { holderOf, type SeenServer, statusView, sweepView } from "./status-view.ts";

/** Is a training server available, and which servers are there? Reads each server's status, the jobs they hold, and the last sweep. */
export const status = authed.output(WireStatus).query(async ({ ctx }) => {
  const [sweep, ...seen] = await Promise.all([
    ctx.documents.read(LAST_SWEEP_KEY, StoredLastSweep),
    ...ctx.fleet.map((server) => see(ctx, server)),
  ]);
  const { owner, admin } = ctx.caller;
  return { ...statusView(seen, await ownAmong(ctx, seen)), sweep: sweepView(sweep), caller: { owner, admin } };
});

const see = async ({ documents }: CallerContext, server: SeenServer["server"]): Promise<SeenServer> => ({
  server,
  status: await documents.read(statusKey(server.name), StoredStatus),
});

async function ownAmong(ctx: CallerContext, seen: readonly SeenServer[]): Promise<ReadonlySet<JobId>> {
  const holders = seen.map(holderOf).filter((id) => id !== null);
  if (holders.length === 0) return new Set();
  // The schema of jobs is large, and most who ask find every server asleep.
  const { findOwnJob } = await import("../jobs/own-job.ts");
  const own = await Promise.all(holders.map(async (id) => (await findOwnJob(ctx, id))?.value.id ?? null));
  return new Set(own.filter((id) => id !== null));
}
