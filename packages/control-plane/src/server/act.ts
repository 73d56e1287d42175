import {
  claimKey,
  type StoredClaim,
  type StoredJob,
  type StoredStatus,
  StoredTrainingConfig,
  statusKey,
  trainingConfigKey,
} from "@flash/schemas";
import { type Doc, toBody } from "../documents/documents.ts";
import { queueKeyOf } from "../queue/queue.ts";
import { endWaiting } from "../job/end-waiting.ts";
import { clearLeftovers } from "../job/leftovers.ts";
import { trainingConfigOf } from "../job/training-config.ts";
import { writeReceipt } from "../job/write-receipt.ts";
import * as job from "../job/transitions.ts";
import type { Action } from "./action.ts";
import { type Hands, type Round, type Step, writeJob, writeStatus } from "./round.ts";
import * as status from "./status-transitions.ts";
import { start, stop } from "./switch-machines.ts";

/** Carries out one step. Throws when S3 or EC2 cannot be reached; whatever was done stays done, and the rule rolls on. */
export async function act(action: Action, round: Round, hands: Hands): Promise<Step> {
  const stamp: job.Stamp = { at: round.now, by: hands.actor };
  switch (action.type) {
    case "rebuild_status":
      return rebuildStatus(action, hands);
    case "adopt_job":
      return writeStatus(round, hands, (now) => status.heldBy(now, action.job, round.now));
    case "hold_server":
      return holdServer(action.job, round, hands);
    case "hand_over":
      round.job = action.job;
      return writeStatus(round, hands, (now) => status.heldBy(now, action.job.value, round.now));
    case "release_server":
    case "sleep":
      return writeStatus(round, hands, (now) => status.asleep(now, round.now));
    case "begin_stopping":
      return writeStatus(round, hands, (now) =>
        status.stopping(now, {
          id: hands.documents.newWriteId(),
          at: round.now,
          job: action.job?.id ?? null,
          instance: action.instance,
          by: hands.actor,
          backoffMs: null,
        }),
      );
    case "renew_stopping":
      return writeStatus(round, hands, (now) => status.stoppingRenewed(now, round.now));
    case "apply_dev_mode":
      return writeStatus(round, hands, (now) => status.devModeApplied(now, round.now));
    case "suspect":
      return writeStatus(round, hands, (now) => status.suspecting(now, action, round.now));
    case "trust":
      return writeStatus(round, hands, (now) => status.trusting(now, round.now));
    case "assign":
      return writeJob(round, hands, (now) => job.assigned(now, action, stamp));
    case "mark_config":
      return writeJob(round, hands, (now) => job.configCreated(now, stamp));
    case "retry":
      return writeJob(round, hands, (now) => job.retried(now, action, stamp));
    case "renew_fence":
      return writeJob(round, hands, (now) => job.fenceRenewed(now, round.now));
    case "unfence":
      return writeJob(round, hands, (now) => job.unfenced(now, action.instance, stamp));
    case "end":
      return writeJob(round, hands, (now) => job.ending(now, action.reason, action.detail, stamp));
    case "finish":
      return writeJob(round, hands, (now) => job.ended(now, action, stamp));
    case "refuse":
      return refuse(action, stamp, hands);
    case "want_requeue":
      return writeJob(round, hands, (now) => job.requeueWanted(now, action.why, action.why, stamp));
    case "keep_attempt":
      return writeJob(round, hands, (now) => job.attemptKept(now));
    case "put_back":
      return writeJob(round, hands, (now) => job.requeued(now, stamp));
    case "requeue":
      return requeue(round, hands, stamp);
    case "create_config":
      return createConfig(round, hands);
    case "rewrite_config":
      return rewriteConfig(round, hands);
    case "close_claim":
      return closeClaim(action, round, hands);
    case "delete_config":
      return (await hands.documents.store.removeVersion(trainingConfigKey(hands.server.name), action.etag))
        ? "done"
        : "lost";
    case "leave_queue":
      await hands.documents.store.remove(action.key);
      return "done";
    case "clear_leftovers":
      await clearLeftovers(action.job, hands);
      return "done";
    case "write_receipt":
      await writeReceipt(hands, action, {
        server: hands.server,
        stopping: round.status?.value.stopping ?? null,
        now: round.now,
      });
      return "done";
    case "start":
      return start(action, round, hands, stamp);
    case "stop":
      return stop(action.instances, hands);
    case "rest":
      return "rest";
  }
}

async function rebuildStatus(
  { content, broken }: Extract<Action, { type: "rebuild_status" }>,
  { documents, server }: Hands,
): Promise<Step> {
  const key = statusKey(server.name);
  if (broken === null) {
    await documents.create<StoredStatus>(key, content);
    return "lost";
  }
  await documents.store.put(`${key}.broken-${content.updated_at}`, broken.body);
  await documents.overwrite(key, broken.etag, { ...content, rev: 1, write_id: documents.newWriteId() });
  return "lost";
}

/** [D1] */
async function holdServer(next: Doc<StoredJob>, round: Round, hands: Hands): Promise<Step> {
  const held = await writeStatus(round, hands, (now) => status.heldBy(now, next.value, round.now));
  if (held !== "done") return held;
  round.job = next;
  round.heldEtag = round.status?.etag ?? null;
  return "done";
}

async function refuse(
  { job: waiting, reason, detail }: Extract<Action, { type: "refuse" }>,
  stamp: job.Stamp,
  hands: Hands,
): Promise<Step> {
  return (await endWaiting(hands, waiting, { reason, detail, ...stamp })) === null ? "lost" : "done";
}

/**
 * [Q] The server first, then the job: as long as the status names a job that waits, whoever looks would give it the
 * server again. A crash in between leaves an assigned job in nobody's hands, which the sweep gives back to the queue.
 */
async function requeue(round: Round, hands: Hands, stamp: job.Stamp): Promise<Step> {
  const why = round.job?.value.requeue?.why ?? null;
  const released = await writeStatus(round, hands, (now) =>
    status.stopping(now, {
      id: hands.documents.newWriteId(),
      at: round.now,
      job: null,
      instance: null,
      by: hands.actor,
      backoffMs: why === "capacity" ? hands.clocks.capacityBackoffMs : null,
    }),
  );
  if (released !== "done") return released;
  const back = await writeJob(round, hands, (now) => job.requeued(now, stamp));
  if (back === "done" && round.job !== null) await hands.documents.store.put(queueKeyOf(round.job.value), "");
  return back;
}

/** [D3] Only after this round's own write to the job: the version that is held in `round` has just been confirmed. */
async function createConfig(round: Round, { documents, server }: Hands): Promise<Step> {
  if (round.job === null) return "lost";
  const { outcome, etag } = await documents.create<StoredTrainingConfig>(
    trainingConfigKey(server.name),
    trainingConfigOf(round.job.value, server.name),
  );
  round.configEtag = etag;
  return outcome === "taken" ? "lost" : "done";
}

/** [R4] Competes with the fenced machine's delete: whoever is first decides. */
async function rewriteConfig(round: Round, { documents, server }: Hands): Promise<Step> {
  const read = await documents.read(trainingConfigKey(server.name), StoredTrainingConfig);
  if (round.job === null || read.kind !== "found" || read.doc.etag !== round.configEtag) return "lost";
  const written = await documents.replace(read.doc, trainingConfigOf(round.job.value, server.name));
  round.configEtag = written?.etag ?? null;
  return written === null ? "lost" : "done";
}

/** [X3] */
async function closeClaim(
  { attempt, why }: Extract<Action, { type: "close_claim" }>,
  round: Round,
  { documents }: Hands,
): Promise<Step> {
  if (round.job === null) return "lost";
  const key = claimKey(round.job.value.id, attempt);
  const claim: StoredClaim = { closed: why, nonce: documents.newWriteId() };
  if ((await documents.store.create(key, toBody(claim))) !== null) return "done";
  // A machine was faster, or this very write was answered with an error and repeated: either way it is decided now.
  return "lost";
}
