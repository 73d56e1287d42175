import { ACT, ATTEMPT, DECIDE, MACHINES, OBSERVE, OPEN, SWITCH, type Mutation, patch } from "./mutation.ts";

/** What the simulator itself has found, and what else a hurried change could break. */
export const OURS: readonly Mutation[] = [
  {
    number: "+",
    name: "requeue the job before its server is put aside, and assign without holding again",
    patches: [
      patch(
        ACT,
        '  if (released !== "done") return released;\n  const back = await writeJob(round, hands, (now) => job.requeued(now, stamp));',
        "  const back = await writeJob(round, hands, (now) => job.requeued(now, stamp));\n  void released;",
      ),
      patch(
        DECIDE,
        'return [{ type: "hold_server", job: doc }, ...assignment(seen, job)];',
        "return assignment(seen, job);",
      ),
    ],
  },
  {
    number: "+",
    name: "assign without holding again",
    patches: [
      patch(
        DECIDE,
        'return [{ type: "hold_server", job: doc }, ...assignment(seen, job)];',
        "return assignment(seen, job);",
      ),
    ],
  },
  {
    number: "+",
    name: "a late config of a requeued attempt is adopted",
    patches: [patch(DECIDE, "if (seen.isConfigClosed) return", "if (seen.isConfigClosed && seen.now === 0) return")],
  },
  {
    number: "+",
    name: "the given-up attempt is not closed",
    patches: [
      patch(
        ATTEMPT,
        'if (before.kind === "nobody") return [{ type: "close_claim", attempt: job.attempt - 1, why: "retried" }];',
        "",
      ),
    ],
  },
  {
    number: "+",
    name: "stop at any time within the lease",
    patches: [
      patch(
        MACHINES,
        "return now < later(intent.at, clocks.stopLeaseMs / 2) ? stop : [intent.renew, ...stop];",
        "return stop;",
      ),
    ],
  },
  {
    number: "+",
    name: "a terminal job's machine is stopped by whichever server names the job",
    patches: [
      patch(
        DECIDE,
        "job.server === seen.server.name ? afterJob(seen, job) : notRunHere(seen, job)",
        "afterJob(seen, job)",
      ),
      patch(OBSERVE, "held?.server === server.name ? [folder, folderBefore] : []", "[folder, folderBefore]"),
    ],
  },
  {
    number: "+",
    name: "a job leaves open/ before its receipt is sure",
    patches: [
      patch(
        "src/server/after-job.ts",
        'return [{ type: "begin_stopping", job, instance }, clear];',
        'return [clear, { type: "begin_stopping", job, instance }];',
      ),
    ],
  },
  {
    number: "+",
    name: "a receipt of a hand-over before the hand-over",
    patches: [
      patch("src/server/after-job.ts", '    { type: "hand_over", job: next },\n', ""),
      patch(
        "src/server/after-job.ts",
        '    { type: "clear_leftovers", job },\n',
        '    { type: "hand_over", job: next },\n    { type: "clear_leftovers", job },\n',
      ),
    ],
  },
  {
    number: "+",
    name: "a forgotten server named default is forgotten for ever",
    patches: [patch("src/fleet/strays.ts", "names.add(DEFAULT_SERVER);", "names.delete(DEFAULT_SERVER);")],
  },
  {
    number: "+",
    name: "no receipt for a job that ends while it waits again",
    patches: [patch("src/job/leftovers.ts", "await writeLateReceipt(ledger, over);", "void writeLateReceipt;")],
  },
  {
    number: "+",
    name: "a forgotten server's machines are stopped while its job is unclaimed",
    patches: [
      patch(
        "src/fleet/held.ts",
        'if (claimed === "nobody yet") spared.add(name);\n    else if',
        'if (claimed === "nobody yet") return;\n    if',
      ),
    ],
  },
  {
    number: "+",
    name: "strays are stopped in dev mode",
    patches: [
      patch("src/fleet/strays.ts", "!spared.servers.has(machine.server)", '!spared.servers.has(machine.server + "?")'),
    ],
  },
  {
    number: "+",
    name: "a job in nobody's list is not looked for",
    patches: [
      patch(
        "src/fleet/sweep.ts",
        "await mendOpenJobs(ledger, { held: jobs, atOnce }, mended);",
        "void [mendOpenJobs, jobs];",
      ),
    ],
  },
  {
    number: "+",
    name: "the fence has no lease",
    patches: [
      patch(
        ATTEMPT,
        'if (seen.machines === "unseen" || waited < clocks.stopLeaseMs) return false;',
        'if (seen.machines === "unseen") return false;',
      ),
    ],
  },
  {
    number: "+",
    name: "the fence is lifted before the config is rewritten",
    patches: [
      patch(
        ATTEMPT,
        '    { type: seen.config.kind === "found" ? "rewrite_config" : "create_config" },\n    { type: "unfence", instance },',
        '    { type: "unfence", instance },\n    { type: seen.config.kind === "found" ? "rewrite_config" : "create_config" },',
      ),
    ],
  },
  {
    number: "+",
    name: "dev mode takes effect at once",
    patches: [
      patch(
        "src/control-plane.ts",
        'const sleeps = value.status === "sleeping";',
        'const sleeps = value.status !== "rest" as never;',
      ),
    ],
  },
  {
    number: "+",
    name: "a machine that lost its power in a drought is asked for again and again",
    patches: [patch(SWITCH, 'if (hasBegun) return "rest";', "void hasBegun;")],
  },
  {
    number: "+",
    name: "a late queue entry hides a job that no server holds",
    firstSeed: 401_000,
    patches: [patch(OPEN, "place <= STALE_LOOK", "place < 1")],
  },
  {
    number: "+",
    name: "a machine without power is not switched on again",
    patches: [patch("src/job/decide-run.ts", "if (revive.length > 0)", "if (revive.length > 99)")],
  },
  {
    number: "+",
    name: "leftovers are cleared before the job is over (while it waits)",
    patches: [
      patch(
        "src/job/end-waiting.ts",
        "  const written = await ledger.documents.replace(waiting, ended(waiting.value, over, { at, by }));",
        "  await clearLeftovers(waiting.value, ledger);\n  const written = await ledger.documents.replace(waiting, ended(waiting.value, over, { at, by }));",
      ),
    ],
  },
  {
    number: "+",
    name: "any claim counts as a result: a claimed job without a config has succeeded",
    patches: [
      patch(
        ATTEMPT,
        'return [{ type: "end", reason: "config_removed", detail: `attempt ${job.attempt}` }];',
        'return [{ type: "finish", reason: "trained", detail: "", attempt: job.attempt }];',
      ),
    ],
  },
];
