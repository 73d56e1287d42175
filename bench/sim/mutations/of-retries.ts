import { ACT, ATTEMPT, DECIDE, type Mutation, patch } from "./mutation.ts";

/** Of the list in PROTOCOL.md §3, in its order: when a machine is given up, and where its job goes on. */
export const OF_RETRIES: readonly Mutation[] = [
  {
    number: "16",
    name: "rewrite config before stopped was seen",
    patches: [
      patch(
        ATTEMPT,
        "  const waited = seen.now - fence.at;",
        "  if (!isDevMode(seen)) return true;\n  const waited = seen.now - fence.at;",
      ),
    ],
  },
  {
    number: "17",
    name: "config before job at retry",
    patches: [
      patch(
        ACT,
        "      return writeJob(round, hands, (now) => job.retried(now, action, stamp));",
        "      if (round.job !== null && round.configEtag !== null) {\n        const next = { ...round.job, value: job.retried(round.job.value, action, stamp) };\n        await rewriteConfig({ ...round, job: next }, hands);\n      }\n      return writeJob(round, hands, (now) => job.retried(now, action, stamp));",
      ),
    ],
  },
  {
    number: "18",
    name: "second look without minimum distance",
    patches: [
      patch(
        "src/job/suspicion.ts",
        "return at >= later(suspect.since, clocks.secondLookMs) ? act() : [];",
        "return act();",
      ),
    ],
  },
  {
    number: "19",
    name: "second look without comparing the ETag",
    patches: [
      patch(
        "src/job/suspicion.ts",
        "suspect.attempt !== job.attempt || suspect.etag !== etag",
        "suspect.attempt !== job.attempt",
      ),
    ],
  },
  {
    number: "20",
    name: "heartbeat age by the machine's clock",
    patches: [
      patch(
        "src/job/decide-run.ts",
        "{ at: progress.doc.lastModified, etag: progress.doc.etag }",
        '{ at: Number(/\\d+/u.exec(progress.doc.value.log_tail[0] ?? "")?.[0]) as EpochMs, etag: progress.doc.etag }',
      ),
    ],
  },
  {
    number: "25",
    name: "zombie config not deleted",
    patches: [
      patch(
        DECIDE,
        'if (configJob?.kind === "corrupt") return null;\n  return [{ type: "delete_config", etag: config.doc.etag }];',
        "return null;",
      ),
    ],
  },
  {
    number: "26",
    name: "dispatch without naming the server in the job",
    patches: [
      patch(
        "src/server/live-config.ts",
        ' || held.state !== "assigned" || held.server !== server',
        ' || held.state !== "assigned"',
      ),
      patch(DECIDE, "  if (job.server !== seen.server.name) return letGo(seen);\n", ""),
    ],
  },
  {
    number: "28",
    name: "boot clock from assignment",
    patches: [
      patch(
        "src/job/decide-boot.ts",
        "if (!ranOut(job.started_at, job.limits.max_boot_ms, seen.now)) return [];",
        'const since = job.timeline.findLast(({ event }) => event === "assigned")?.at ?? job.started_at;\n  if (!ranOut(since, job.limits.max_boot_ms, seen.now)) return [];',
      ),
    ],
  },
  {
    number: "37",
    name: "stop of a retry aimed at job.instance instead of claim.instance",
    patches: [
      patch(
        "src/job/decide-run.ts",
        'spendAttempt(job, "machine_silent", claim.instance,',
        'spendAttempt(job, "machine_silent", job.instance,',
      ),
      patch(ATTEMPT, 'before.kind === "machine" ? before.instance : null', "null"),
    ],
  },
];
