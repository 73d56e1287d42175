import {
  claimKey,
  type EpochMs,
  type InstanceId,
  type StoredClaim,
  type StoredJob,
  type StoredStatus,
  StoredTrainingConfig,
  statusKey,
  trainingConfigKey,
} from "@flash/schemas";
import { type Content, type Doc, type Documents, toBody } from "../documents/documents.ts";
import type { ServerConfig } from "../fleet/fleet.ts";
import type { Clocks } from "../fleet/clocks.ts";
import type { ETag } from "../ports/object-store.ts";
import type { Machines, SwitchAnswer } from "../ports/machines.ts";
import { queueKeyOf } from "../queue/queue.ts";
import { clearLeftovers } from "../job/leftovers.ts";
import { trainingConfigOf } from "../job/training-config.ts";
import { writeReceipt } from "../job/write-receipt.ts";
import * as job from "../job/transitions.ts";
import type { Action } from "./action.ts";
import * as status from "./status-transitions.ts";

/** What a step may use, and who takes it. */
export interface Hands {
  readonly documents: Documents;
  readonly machines: Machines | null;
  readonly server: ServerConfig;
  readonly clocks: Clocks;
  readonly actor: string;
}

/** The versions that the next conditional write goes against: as observed, then as this round wrote them. */
export interface Round {
  readonly now: EpochMs;
  status: Doc<StoredStatus> | null;
  job: Doc<StoredJob> | null;
  configEtag: ETag | null;
  /** The status as this round wrote it when it took the server from sleeping. */
  heldEtag: ETag | null;
}

/** `lost`: somebody else was faster, observe again. `rest`: nothing more to do in this run. */
export type Step = "done" | "lost" | "rest";

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
      await clearLeftovers(action.job, hands.documents);
      return "done";
    case "write_receipt":
      await writeReceipt(hands.documents, action, {
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

async function writeStatus(
  round: Round,
  { documents }: Hands,
  change: (now: StoredStatus) => Content<StoredStatus>,
): Promise<Step> {
  if (round.status === null) return "lost";
  const written = await documents.replace(round.status, change(round.status.value));
  if (written === null) return "lost";
  round.status = written;
  return "done";
}

async function writeJob(round: Round, { documents }: Hands, change: (now: StoredJob) => StoredJob): Promise<Step> {
  if (round.job === null) return "lost";
  const written = await documents.replace(round.job, change(round.job.value));
  if (written === null) return "lost";
  round.job = written;
  return "done";
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
  { documents }: Hands,
): Promise<Step> {
  const over = await documents.replace(
    waiting,
    job.ended(waiting.value, { reason, detail, attempt: waiting.value.attempt }, stamp),
  );
  if (over === null) return "lost";
  await clearLeftovers(over.value, documents);
  return "done";
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

/** [D5] */
async function start(
  { candidates, hasBegun }: Extract<Action, { type: "start" }>,
  round: Round,
  hands: Hands,
  stamp: job.Stamp,
): Promise<Step> {
  if (hands.machines === null) return "rest";
  let refusal: Extract<SwitchAnswer, { ok: false }> | null = null;
  for (const instance of candidates) {
    const answer = await hands.machines.start(instance);
    if (answer.ok) return writeJob(round, hands, (now) => job.machineStarted(now, instance, stamp));
    refusal = answer;
    if (answer.kind === "wrong_state") return "rest";
    if (answer.kind === "quota" || answer.kind === "refused") break;
  }
  if (refusal === null) return "rest";
  const detail = `${refusal.code}: ${refusal.message}`;
  switch (refusal.kind) {
    case "quota":
      return again(await writeJob(round, hands, (now) => job.ending(now, "quota_exceeded", detail, stamp)));
    case "refused":
      return again(await writeJob(round, hands, (now) => job.ending(now, "machine_refused", detail, stamp)));
    case "missing":
      return again(await writeJob(round, hands, (now) => job.ending(now, "machine_missing", detail, stamp)));
    case "capacity":
    case "not_startable":
      // Its machine has the checkpoints: it is tried again at the next nudge, for as long as the job may run.
      if (hasBegun) return "rest";
      return again(await writeJob(round, hands, (now) => job.requeueWanted(now, "capacity", detail, stamp)));
    case "wrong_state":
      return "rest";
  }
}

/** An intent was written: this very run rolls it forward. */
const again = (step: Step): Step => (step === "rest" ? "rest" : "lost");

/** [Z2, R3] A refusal is no reason to give up: the machine is looked at again by the next nudge or sweep. */
async function stop(instances: readonly InstanceId[], { machines }: Hands): Promise<Step> {
  if (machines === null) return "rest";
  for (const instance of instances) await machines.stop(instance);
  return "done";
}
