import { OwnerId } from "@flash/schemas";
import * as z from "zod";

const Limit = z.int().nonnegative().nullable();

/** What one owner may have and use; null: as much as it likes. */
const LIMITS = {
  datasets: Limit,
  /** Together, as declared. */
  datasetBytes: Limit,
  /** Jobs that are not over, waiting or running. */
  openJobs: Limit,
  /** From the first of the month, UTC. A job that runs when it is used up runs on. */
  machineSecondsPerMonth: Limit,
};

export const Quotas = z.strictObject({
  datasets: LIMITS.datasets.default(1_000),
  datasetBytes: LIMITS.datasetBytes.default(100_000_000_000),
  openJobs: LIMITS.openJobs.default(50),
  machineSecondsPerMonth: LIMITS.machineSecondsPerMonth.default(360_000),
  /** Owners who may have more or less than the others; what is not named is as for all. */
  owners: z.record(OwnerId, z.strictObject(LIMITS).partial()).default({}),
});
export type Quotas = z.infer<typeof Quotas>;

export type Limits = Omit<Quotas, "owners">;

export function limitsOf({ owners, ...limits }: Quotas, owner: OwnerId): Limits {
  const own = Object.entries(owners[owner] ?? {}).filter(([, limit]) => limit !== undefined);
  return { ...limits, ...Object.fromEntries(own) };
}

export const isLimited = (limits: Limits): boolean => Object.values(limits).some((limit) => limit !== null);
