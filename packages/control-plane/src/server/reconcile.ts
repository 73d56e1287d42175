import {
  DOCUMENT_VERSION,
  type JobId,
  type ServerName,
  statusKey,
  type StoredJob,
  type StoredStatus,
} from "@flash/schemas";
import type { Action } from "./action.ts";
import { act } from "./act.ts";
import { decide } from "./decide.ts";
import type { Observation } from "./observation.ts";
import { type Known, observe } from "./observe.ts";
import type { Hands, Round } from "./round.ts";

/** A server that is still changing after so many rounds is left to the next nudge. */
const MAX_ROUNDS = 25;

/** One step that was taken, for logs and for the sweep's report. */
export interface Taken {
  readonly server: ServerName;
  readonly job: JobId | null;
  readonly action: Action["type"];
  readonly lost: boolean;
}

/**
 * observe → decide → act, again, until there is nothing left to do for this server.
 *
 * Called by every event, every submission and every sweep; any number of them may run at once.
 *
 * @param known - by the caller, who has just read the server's status, or has seen machines that the server must not leave on.
 * @returns the server's job as this run saw or wrote it last; null when there was none.
 */
export async function reconcile(
  hands: Hands,
  taken: (step: Taken) => void,
  known: Known = {},
): Promise<StoredJob | null> {
  let heldEtag: string | null = null;
  let job: StoredJob | null = null;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const seen = await observe(hands, hands.server, heldEtag, round === 0 ? known : { strays: known.strays });
    const actions = decide(seen, hands.clocks);
    const state = roundOf(seen);
    const end = await takeSteps(actions, state, hands, taken);
    job = state.job?.value ?? null;
    heldEtag = state.heldEtag ?? heldEtag;
    if (end === "rest" || actions.length === 0) break;
  }
  return job;
}

const roundOf = (seen: Observation): Round => ({
  now: seen.now,
  status: seen.status.kind === "found" ? seen.status.doc : null,
  job: seen.job?.kind === "found" ? seen.job.doc : null,
  configEtag: seen.config.kind === "found" ? seen.config.doc.etag : null,
  heldEtag: null,
});

async function takeSteps(
  actions: readonly Action[],
  round: Round,
  hands: Hands,
  taken: (step: Taken) => void,
): Promise<"again" | "rest"> {
  for (const action of actions) {
    const step = await act(action, round, hands);
    if (action.type !== "rest") {
      taken({
        server: hands.server.name,
        job: round.job?.value.id ?? null,
        action: action.type,
        lost: step === "lost",
      });
    }
    if (step === "rest") return "rest";
    if (step === "lost") return "again";
  }
  return "again";
}

/** The first status of a server that never had one. To be called when the bucket is new, and only then. */
export async function createFirstStatus({ documents, server }: Pick<Hands, "documents" | "server">): Promise<void> {
  const { at } = await documents.store.get(statusKey(server.name));
  await documents.create<StoredStatus>(statusKey(server.name), {
    version: DOCUMENT_VERSION,
    status: "sleeping",
    token: null,
    task_type: null,
    dev_mode: false,
    updated_at: at,
    pending_dev_mode: null,
    stopping: null,
    suspect: null,
    backoff_until: null,
  });
}
