import { ACT, ATTEMPT, DECIDE, MACHINES, OBSERVE, OPEN, type Mutation, patch } from "./mutation.ts";

/** Of the list in PROTOCOL.md §3, in its order: which job a server gets, when its machines go off, and that nothing is forgotten. */
export const OF_SERVERS: readonly Mutation[] = [
  {
    number: "12",
    name: "Stop before its intent",
    patches: [
      patch(
        "src/server/after-job.ts",
        'return [{ type: "begin_stopping", job, instance }, clear];',
        'return [...(instance === null || seen.machines === "unseen" ? [] : [{ type: "stop" as const, instances: [instance] }]), { type: "begin_stopping", job, instance }, clear];',
      ),
    ],
  },
  {
    number: "13",
    name: "dispatch to a server with stopping",
    patches: [
      patch(
        OBSERVE,
        "status !== null && status.stopping === null && (status.token",
        "status !== null && (status.token",
      ),
      patch(
        DECIDE,
        "if (status.stopping !== null) return decideStopping(seen, status.stopping, clocks);",
        'if (status.stopping !== null) { const free = decideFree(seen, { ...status, status: "sleeping" }, clocks); return free.some(({ type }) => type === "hold_server") ? free : decideStopping(seen, status.stopping, clocks); }',
      ),
    ],
  },
  {
    number: "14",
    name: "sleeping without the lease",
    patches: [
      patch(
        MACHINES,
        "const leaseOver = seen.now >= later(stopping.at, clocks.stopLeaseMs);",
        "const leaseOver = true;",
      ),
    ],
  },
  {
    number: "15",
    name: "stop unnamed instances before the claim",
    patches: [
      patch(
        ATTEMPT,
        "decideRun(seen, job, holder, clocks) : decideBoot(",
        'decideRun(seen, job, holder, clocks) : [...(seen.machines === "unseen" ? [] : seen.machines.filter((one) => isOn(one) && one.instance !== job.instance).map((one) => ({ type: "stop" as const, instances: [one.instance] }))), ...decideBoot(',
      ),
      patch(ATTEMPT, "decideBoot(seen, job, folder, clocks);", "decideBoot(seen, job, folder, clocks)];"),
    ],
  },
  {
    number: "21",
    name: "job before open/",
    patches: [
      patch(
        "src/job/submit.ts",
        "await documents.create<StoredJob>(openKey(job.id), job);\n  await complete(documents, job);",
        "await complete(documents, job);\n  await documents.create<StoredJob>(openKey(job.id), job);",
      ),
    ],
  },
  {
    number: "22",
    name: "open/ deleted before terminal",
    patches: [
      patch(
        ACT,
        "      return writeJob(round, hands, (now) => job.ended(now, action, stamp));",
        "      if (round.job !== null) await clearLeftovers(round.job.value, hands);\n      return writeJob(round, hands, (now) => job.ended(now, action, stamp));",
      ),
    ],
  },
  {
    number: "23",
    name: "status wins over a live config",
    patches: [
      patch(
        DECIDE,
        'return [{ type: "adopt_job", job: configJob.doc.value }];',
        'return [{ type: "delete_config", etag: config.doc.etag }];',
      ),
    ],
  },
  {
    number: "24",
    name: "missing status → sleeping",
    patches: [
      patch(
        DECIDE,
        '    status: "active",\n    token: live?.id ?? null,',
        '    status: live === null ? "sleeping" : "active",\n    token: live?.id ?? null,',
      ),
      patch(
        DECIDE,
        'stopping: live === null ? { id: `rebuilt-${now}`, at: now, job: null, instance: null, by: "rule" } : null,',
        "stopping: null,",
      ),
    ],
  },
  {
    number: "27",
    name: "assign a job whose reject deadline is over",
    patches: [
      patch("src/server/dispatch.ts", "job.reject_after !== null && now > job.reject_after", "job.reject_after === 0"),
    ],
  },
  {
    number: "29",
    name: "warm after silence",
    patches: [
      patch("src/server/after-job.ts", "if (!isReportedEnd(job) || !seen.server.reports", "if (!seen.server.reports"),
    ],
  },
  {
    number: "30",
    name: "only the queue's head has clocks",
    patches: [
      patch(OPEN, "return at > deadline || place <= STALE_LOOK;", "return [at > deadline, place <= 1][1] ?? false;"),
    ],
  },
  {
    number: "31",
    name: "sweep only over configured servers",
    patches: [patch("src/fleet/sweep.ts", "[...fleet, ...(await forgottenServers(documents.store, fleet))]", "fleet")],
  },
  {
    number: "32",
    name: "start a machine in dev mode",
    patches: [
      patch("src/server/dispatch.ts", 'if (isDevMode(seen) || seen.machines === "unseen") return [];', ""),
      patch("src/job/decide-boot.ts", 'if (isDevMode(seen) || seen.machines === "unseen") return [];', ""),
    ],
  },
];
