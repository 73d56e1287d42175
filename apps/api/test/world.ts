import { createHash, randomBytes, randomUUID } from "node:crypto";
import {
  Clocks,
  createAdmission,
  createControlPlane,
  createFirstStatus,
  Documents,
  Fleet,
  Quotas,
} from "@flash/control-plane";
import { FakeObjectStore } from "@flash/control-plane/testing";
import {
  type DatasetId,
  type DatasetLimits,
  datasetSourceKey,
  epochMs,
  OwnerId,
  type WireDataset,
} from "@flash/schemas";
import type { Context } from "../src/context.ts";
import { createCaller } from "../src/router.ts";
import { MemoryFiles } from "./memory-files.ts";
import { allOf } from "./received.ts";

export const FLEET = Fleet.parse([
  { name: "default", instances: { "text-classification": ["i-0123456789abcdef0"] } },
  { name: "second", instances: { "text-classification": ["i-0123456789abcdef1"] } },
]);

export const CSV = `input,label\n${Array.from({ length: 20 }, (_, row) => `text number ${row},${row % 2 === 0 ? "ham" : "spam"}\n`).join("")}`;

export const owner = (name: string): OwnerId => OwnerId.parse(name);

export type Api = ReturnType<World["as"]>;

/** The API on a bucket in memory, with the real control plane. */
export class World {
  nowMs = Date.UTC(2026, 0, 1, 12);
  readonly store = new FakeObjectStore(() => this.nowMs);
  readonly documents = new Documents(this.store, randomUUID);
  readonly files = new MemoryFiles();
  readonly fleet = FLEET;
  readonly clocks = Clocks.parse({});
  readonly goingOn: Promise<unknown>[] = [];
  readonly logged: object[] = [];
  readonly measured: object[] = [];
  limits: DatasetLimits = {};
  quotas = Quotas.parse({});
  streams = { pollMs: 5, maxMs: 5_000, handOnMs: 1_000 };
  timeLeftMs = 900_000;

  /** What a request of this caller gets; null: one without a valid key. */
  context(caller: Context["caller"]): Context {
    const { documents, store, files, fleet, clocks, limits, streams, quotas } = this;
    const now = async () => (await store.get("status.json")).at;
    const controlPlane = createControlPlane({
      documents,
      machines: null,
      fleet,
      clocks,
      actor: "api",
      log: () => undefined,
    });
    return {
      caller,
      requestId: "request-1",
      documents,
      files,
      controlPlane,
      admission: createAdmission({ documents, quotas, now }),
      fleet,
      clocks,
      limits,
      random: randomBytes,
      newSha256: () => createHash("sha256"),
      now,
      streams,
      timeLeftMs: () => this.timeLeftMs,
      log: (entry) => void this.logged.push(entry),
      measure: (values, about) => void this.measured.push({ ...values, ...about }),
      goOn: (work) => void this.goingOn.push(work),
    };
  }

  as(name: string, { admin = false } = {}) {
    return createCaller(this.context({ owner: owner(name), admin }));
  }

  /** As the first deployment leaves the bucket. */
  async withServers(): Promise<this> {
    for (const server of this.fleet) await createFirstStatus({ documents: this.documents, server });
    return this;
  }

  /** Declares and uploads; validation is still to come. */
  upload(api: Api, csv = CSV): Promise<DatasetId> {
    return this.uploadBytes(api, new TextEncoder().encode(csv));
  }

  async uploadBytes(api: Api, bytes: Uint8Array): Promise<DatasetId> {
    const { dataset } = await api.datasets.createUpload({
      taskType: "text-classification",
      name: "mails.csv",
      sizeBytes: bytes.length,
      contentType: "text/csv",
      sha256: createHash("sha256").update(bytes).digest("hex"),
    });
    this.files.put(datasetSourceKey(dataset.id), bytes);
    return dataset.id;
  }

  /** The same for an archive of images. */
  async uploadImages(api: Api, archive: Uint8Array): Promise<DatasetId> {
    const { dataset } = await api.datasets.createUpload({
      taskType: "image-classification",
      name: "pets.zip",
      sizeBytes: archive.length,
      contentType: "application/zip",
      sha256: createHash("sha256").update(archive).digest("hex"),
    });
    this.files.put(datasetSourceKey(dataset.id), archive);
    return dataset.id;
  }

  async validated(api: Api, csv = CSV): Promise<WireDataset> {
    const datasetId = await this.upload(api, csv);
    const events = await allOf(await api.datasets.validate({ datasetId }));
    const last = events.at(-1)?.data;
    if (last?.type !== "done") throw new Error("validation did not end");
    return last.dataset;
  }

  at = (ms: number) => epochMs(this.nowMs + ms);
}
