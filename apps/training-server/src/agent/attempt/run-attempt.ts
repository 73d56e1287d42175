import { readFile } from "node:fs/promises";
import { toBody } from "@flash/control-plane";
import type { StoredResult } from "@flash/schemas";
import { CheckpointUploads } from "../checkpoint/checkpoint-uploads.ts";
import { restoreCheckpoint } from "../checkpoint/restore-checkpoint.ts";
import { downloadDataset } from "../dataset/download.ts";
import { requireDiskSpace } from "../dataset/disk-space.ts";
import { prepareDataset } from "../dataset/prepare-dataset.ts";
import { errorText } from "../ports/log.ts";
import { ProgressReport } from "../progress/progress-report.ts";
import { allEpochs } from "../result/all-epochs.ts";
import { checkArtifacts } from "../result/check-artifacts.ts";
import type { CheckedArtifact } from "../result/check-artifacts.ts";
import type { RunVerdict } from "../result/result-from-exit.ts";
import { failedResult, succeededResult } from "../result/stored-result.ts";
import { removeFolder } from "../work-folder/remove-folder.ts";
import type { Attempt, AgentDeps } from "./attempt-deps.ts";
import { asked } from "./asked.ts";
import { AttemptFault, faultOf } from "./attempt-fault.ts";
import type { HoldEnd } from "./hold.ts";
import { train } from "./train.ts";

/** EC2 takes a Spot instance two minutes after its notice; the trainer has used some of them. */
const LAST_UPLOAD_MS = 90_000;

export type AttemptEnd = "finished" | HoldEnd;

/**
 * Works on a claimed attempt until it has a result and its training config is deleted, or until it is not this machine's any more.
 * The folder is left for another try only where the same attempt may come back to this machine. Throws when the bucket refuses or
 * does not answer at a point where nothing can be reported.
 */
export async function runAttempt(deps: AgentDeps, claimed: Omit<Attempt, "report">): Promise<AttemptEnd> {
  const { hold, folder } = claimed;
  const { heartbeatMs } = deps.config;
  const report = await ProgressReport.begin({ ...deps, heartbeatMs }, hold.doc.value);
  const over = new AbortController();
  const beating = report.keepBeating(hold, over.signal);
  try {
    await bringToAnEnd(deps, { ...claimed, report });
  } catch (error) {
    if (hold.ended === null) throw error;
    deps.log("attempt_dropped", { error: errorText(error) });
  } finally {
    over.abort();
    await beating;
  }
  const end = hold.ended ?? "finished";
  if (end === "finished" || end === "replaced") await removeFolder(folder.root);
  return end;
}

async function bringToAnEnd(deps: AgentDeps, attempt: Attempt): Promise<void> {
  const { result } = attempt.hold.doc.value.keys;
  // The agent may have died between writing the result and deleting the config.
  const { found } = await asked(deps, attempt, () => deps.documents.store.get(result));
  if (found === null) {
    const made = await makeResult(deps, attempt).catch((error: unknown) => resultOfError(deps, attempt, error));
    if (made === null) return;
    await attempt.hold.look();
    if (attempt.hold.ended !== null) return;
    // A refusal means that this machine wrote one already: an attempt's folder has one writer.
    await asked(deps, attempt, () => deps.documents.store.create(result, toBody(made)));
    deps.log("result_written", { outcome: made.outcome, ...(made.outcome === "failed" && { fault: made.fault }) });
  }
  const deleted = await asked(deps, attempt, () => {
    const { key, etag } = attempt.hold.doc;
    return deps.documents.store.removeVersion(key, etag);
  });
  deps.log(deleted ? "config_deleted" : "config_not_mine");
}

/** @returns null when the attempt ended without one. */
async function makeResult(deps: AgentDeps, attempt: Attempt): Promise<StoredResult | null> {
  await prepare(deps, attempt);
  const verdict = await trainWithCheckpoints(deps, attempt);
  if (verdict === null) return null;
  if (verdict.kind === "failed") throw new AttemptFault(verdict.fault, verdict.message);
  return upload(deps, attempt, verdict);
}

/** Trains from where the last checkpoint stands, on whichever machine it was made. */
async function trainWithCheckpoints(deps: AgentDeps, attempt: Attempt): Promise<RunVerdict | null> {
  const uploads = new CheckpointUploads(deps, attempt, await restoreCheckpoint(deps, attempt));
  const over = new AbortController();
  const uploading = uploads.keepUploading(over.signal);
  try {
    return await train(deps, attempt);
  } finally {
    over.abort();
    await uploading;
    const { ended } = attempt.hold;
    // The trainer was told to write one and go: this machine may never come back.
    if (ended === "stopping" || ended === "interrupted") await uploads.uploadLast(AbortSignal.timeout(LAST_UPLOAD_MS));
  }
}

async function prepare(deps: AgentDeps, { hold, folder, report }: Attempt): Promise<void> {
  const config = hold.doc.value;
  const { dataset } = config;
  if ((await readFile(folder.prepared, "utf8").catch(() => null)) === dataset.sha256) return;
  requireDiskSpace(await deps.freeBytes(folder.root), dataset.size_bytes);
  const onBytes = (bytes: number): void => report.phase("preparing", bytes, dataset.size_bytes);
  const download = { to: folder.source, signal: hold.signal, onBytes };
  await asked(deps, { hold }, () => downloadDataset(deps.bucket, dataset, download));
  await prepareDataset(folder, config, hold.signal);
}

async function upload(
  deps: AgentDeps,
  attempt: Attempt,
  { result }: Extract<RunVerdict, { kind: "done" }>,
): Promise<StoredResult | null> {
  const { hold, folder, report } = attempt;
  const artifacts = await checkArtifacts(folder, hold.doc.value.token);
  await hold.look();
  for (const [index, artifact] of artifacts.entries()) {
    if (hold.ended !== null) return null;
    report.phase("uploading", index, artifacts.length);
    await putArtifact(deps, attempt, artifact);
  }
  report.phase("uploading", artifacts.length, artifacts.length);
  const metrics = await allEpochs(report.progress.metrics, artifacts);
  const stored = artifacts.map((artifact) => artifact.stored);
  return succeededResult({ config: hold.doc.value, bootId: deps.bootId, report }, result, {
    metrics,
    artifacts: stored,
  });
}

async function putArtifact(deps: AgentDeps, { hold }: Attempt, { stored, file }: CheckedArtifact): Promise<void> {
  const key = `${hold.doc.value.keys.model_prefix}${stored.path}`;
  const arrived = await asked(deps, { hold }, () => deps.bucket.putFile("model", key, file, hold.signal));
  if (arrived !== stored.sha256)
    throw new AttemptFault("bad_artifacts", `${stored.path} was changed while it was uploaded.`);
}

/** @returns null when the error came from the end of the hold. */
function resultOfError(deps: AgentDeps, { hold, report }: Attempt, error: unknown): StoredResult | null {
  if (hold.ended !== null) return null;
  const { fault, message } = faultOf(error);
  deps.log("attempt_failed", { fault, error: errorText(error) });
  return failedResult({ config: hold.doc.value, bootId: deps.bootId, report }, fault, message);
}
