import { ACT, AGENT, ATTEMPT, DECIDE, MACHINES, OBSERVE, OPEN, type Mutation, patch } from "./mutation.ts";

const READ_CONFIG = "const config = await documents.read(trainingConfigKey(server.name), StoredTrainingConfig);";

/** The list of PROTOCOL.md §3, in its order. */
export const OF_THE_PROTOCOL: readonly Mutation[] = [
  {
    number: "1",
    name: "read result before config",
    patches: [
      patch(
        OBSERVE,
        READ_CONFIG,
        `const early = held !== null && attempt !== null && claim !== null ? await readRest(documents, held.id, attempt, claim) : null;\n  ${READ_CONFIG}`,
      ),
      patch(OBSERVE, "folder = await readRest(documents, held.id, attempt, claim);", "folder = early;"),
    ],
  },
  {
    number: "2",
    name: "read config before claim",
    patches: [
      patch(OBSERVE, READ_CONFIG, "const config = early;"),
      patch(
        OBSERVE,
        "  const claim =\n",
        `  const early = await documents.read(trainingConfigKey(server.name), StoredTrainingConfig);\n  const claim =\n`,
      ),
    ],
  },
  {
    number: "3",
    name: "clocks before result",
    patches: [
      patch(
        ATTEMPT,
        "if (result !== null) return [result];",
        'if (result !== null && seen.config.kind !== "found") return [result];',
      ),
    ],
  },
  {
    number: "4",
    name: "create config without a re-read after a lost CAS",
    patches: [
      patch(
        ACT,
        "return writeJob(round, hands, (now) => job.assigned(now, action, stamp));",
        'return writeJob(round, hands, (now) => job.assigned(now, action, stamp)).then((step) => { if (step === "lost" && round.job !== null) round.job = { ...round.job, value: job.assigned(round.job.value, action, stamp) }; return "done" as const; });',
      ),
    ],
  },
  {
    number: "5",
    name: "drop If-None-Match on config",
    patches: [
      patch(
        ACT,
        "  const { outcome, etag } = await documents.create<StoredTrainingConfig>(",
        "  const { outcome, etag } = await plainly(documents,",
      ),
      patch(
        ACT,
        "/** [R4] Competes",
        'const plainly = async (documents: Documents, key: string, content: object) => { await documents.store.put(key, toBody({ rev: 1, write_id: documents.newWriteId(), ...content })); return { outcome: "created" as string, etag: null }; };\n\n/** [R4] Competes',
      ),
    ],
  },
  {
    number: "6",
    name: "drop If-None-Match on claim: the machine's",
    patches: [
      patch(
        AGENT,
        "await documents.store.create(key, toBody(claim));",
        "await documents.store.put(key, toBody(claim));",
      ),
    ],
  },
  {
    number: "6",
    name: "drop If-None-Match on claim: the closing one",
    patches: [
      patch(
        ACT,
        'if ((await documents.store.create(key, toBody(claim))) !== null) return "done";',
        'await documents.store.put(key, toBody(claim));\n  return "done";',
      ),
    ],
  },
  {
    number: "7",
    name: "drop If-Match on the agent's delete",
    patches: [
      patch(
        AGENT,
        "documents.store.removeVersion(hold.doc.key, hold.doc.etag)",
        "documents.store.remove(hold.doc.key)",
      ),
    ],
  },
  {
    number: "8",
    name: "drop If-Match on the control plane's delete",
    patches: [
      patch(
        ACT,
        "(await hands.documents.store.removeVersion(trainingConfigKey(hands.server.name), action.etag))",
        "(await hands.documents.store.remove(trainingConfigKey(hands.server.name)).then(() => true))",
      ),
    ],
  },
  {
    number: "9",
    name: "cancel deletes before its intent",
    patches: [
      patch(
        "src/job/cancel.ts",
        "const written = await documents.replace(read.doc, ending(",
        "if (job.server !== null) await documents.store.remove(trainingConfigKey(job.server));\n    const written = await documents.replace(read.doc, ending(",
      ),
      patch("src/job/cancel.ts", "jobKey, StoredJob }", "jobKey, StoredJob, trainingConfigKey }"),
    ],
  },
  {
    number: "10",
    name: "no closing claim before terminal",
    patches: [
      patch(
        ATTEMPT,
        'holder.kind === "nobody" ? [{ type: "close_claim", attempt: job.attempt, why: reason }] : [];',
        "[];",
      ),
    ],
  },
  {
    number: "10",
    name: "no closing claim before requeue",
    patches: [
      patch(
        ATTEMPT,
        'return [{ type: "close_claim", attempt: job.attempt, why: job.requeue?.why ?? "requeue" }];',
        'return [...deleteConfig(seen), { type: "requeue" }];',
      ),
    ],
  },
  {
    number: "10",
    name: "no closing claim before a lost hold is given back",
    patches: [
      patch(OPEN, "await documents.store.create(claimKey(job.id, job.attempt), toBody(claim));", "void claim;"),
    ],
  },
  {
    number: "11",
    name: "treat 412 on one's own claim as lost",
    patches: [
      patch(
        AGENT,
        "await documents.store.create(key, toBody(claim));\n      return documents.read(key, StoredClaim);",
        'const etag = await documents.store.create(key, toBody(claim));\n      const read = await documents.read(key, StoredClaim);\n      return etag === null ? { kind: "missing" as const } : read;',
      ),
    ],
  },
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
    number: "27",
    name: "assign a job whose reject deadline is over",
    patches: [
      patch("src/server/dispatch.ts", "job.reject_after !== null && now > job.reject_after", "job.reject_after === 0"),
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
  {
    number: "33",
    name: "no nonce and no revision in documents (ABA)",
    patches: [
      patch(
        "src/documents/documents.ts",
        "rev: doc.value.rev + 1, write_id: this.#newWriteId()",
        'rev: 1, write_id: ""',
      ),
      patch("src/documents/documents.ts", "const writeId = this.#newWriteId();", 'const writeId = "";'),
    ],
  },
  {
    number: "34",
    name: "terminal CAS by plain put",
    patches: [
      patch(
        ACT,
        "      return writeJob(round, hands, (now) => job.ended(now, action, stamp));",
        '      if (round.job === null) return "lost";\n      await hands.documents.store.put(round.job.key, toBody({ ...job.ended(round.job.value, action, stamp), rev: round.job.value.rev + 1, write_id: hands.documents.newWriteId() }));\n      return "done";',
      ),
    ],
  },
  {
    number: "35",
    name: "reports: false succeeds without the D4 mark",
    patches: [
      patch(
        ATTEMPT,
        "  const created = job.config_created_at !== null;",
        '  const created = job.config_created_at !== null;\n  if (!seen.server.reports) return [{ type: "finish", reason: "trained_unreported", detail: "", attempt: job.attempt }];',
      ),
    ],
  },
  {
    number: "36",
    name: "agent trains without C2",
    patches: [
      patch(
        AGENT,
        'if (after === null || after.kind !== "found" || after.doc.etag !== before.etag) return "look again";\n    return after.doc;',
        "void after;\n    return before;",
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
