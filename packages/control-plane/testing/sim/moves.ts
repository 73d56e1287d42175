import type { StoredJob, StoredStatus } from "@flash/schemas";

const serverState = ({ status, stopping }: StoredStatus): string => (stopping == null ? status : "stopping");
const jobState = ({ state, outcome }: StoredJob): string => (outcome === null ? state : "ended");

/** What a write of a server's status was, as the architecture's diagram has it; null: nothing that it shows. */
export function serverMove(before: StoredStatus, next: StoredStatus): string | null {
  const [from, to] = [serverState(before), serverState(next)];
  return from !== to || (to === "active" && before.token !== next.token) ? `server: ${from} → ${to}` : null;
}

/** The same for a job. @param before - null: it is new. */
export function jobMove(before: StoredJob | null, next: StoredJob): string | null {
  const [from, to] = [before === null ? "[*]" : jobState(before), jobState(next)];
  return from !== to || (to === "assigned" && before?.attempt !== next.attempt) ? `job: ${from} → ${to}` : null;
}
