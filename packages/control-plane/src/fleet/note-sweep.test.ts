import { epochMs, LAST_SWEEP_KEY, StoredLastSweep } from "@flash/schemas";
import { expect, test } from "vitest";
import { FakeObjectStore } from "../../testing/index.ts";
import { Documents } from "../documents/documents.ts";
import { lastSweep, noteSweep } from "./note-sweep.ts";
import type { SweepReport } from "./sweep.ts";

const QUIET: SweepReport = {
  servers: 2,
  steps: 1,
  repaired: {},
  straysStopped: 0,
  uploadsEnded: 0,
  failedServers: 0,
};
const repair = { ...QUIET, repaired: { queued_again: 1, hold_lost: 2, expired: 4 }, straysStopped: 1 };

test("a repair is remembered until the next one; jobs that waited for too long are none", () => {
  const mended = lastSweep(repair, epochMs(1_000), null);
  expect(mended.last_repair).toEqual({ at: 1_000, jobs: 3, machines: 1 });
  const later = lastSweep({ ...QUIET, repaired: { expired: 1 } }, epochMs(2_000), mended);
  expect(later).toMatchObject({ at: 2_000, servers: 2, failed_servers: 0, last_repair: { at: 1_000 } });
});

test("a note that cannot be read is written anew", async () => {
  let now = 5_000;
  const store = new FakeObjectStore(() => now);
  const documents = new Documents(store, () => "write");
  await store.put(LAST_SWEEP_KEY, "{");
  await noteSweep(documents, repair);
  now = 6_000;
  await noteSweep(documents, QUIET);
  const read = await documents.read(LAST_SWEEP_KEY, StoredLastSweep);
  expect(read.kind === "found" ? read.doc.value : null).toEqual(
    lastSweep(QUIET, epochMs(6_000), lastSweep(repair, epochMs(5_000), null)),
  );
});
