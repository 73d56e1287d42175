import { ACT, AGENT, ATTEMPT, OBSERVE, OPEN, type Mutation, patch } from "./mutation.ts";

const READ_CONFIG = "const config = await documents.read(trainingConfigKey(server.name), StoredTrainingConfig);";

/** Of the list in PROTOCOL.md §3, in its order: who may work on an attempt, and what of it counts. */
export const OF_ATTEMPTS: readonly Mutation[] = [
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
];
