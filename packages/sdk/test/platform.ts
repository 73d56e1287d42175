import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { describeRefusal, FlashRefusal } from "@flash/schemas";
import type { Problem, Sending, SignedParts, SignParts, ValidationUpdate, WireJob } from "@flash/schemas";
import { initTRPC, tracked, TRPCError } from "@trpc/server";
import { createHTTPHandler } from "@trpc/server/adapters/standalone";
import { DATASET, jobIn, MODEL, STATUS, TASK_TYPE_LIST } from "./samples.ts";

/** One request as it arrived. */
export interface Arrived {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
  /** Of a tRPC query, subscription or mutation. */
  input: Record<string, unknown>;
}

/** What the platform of one test does; each has a quiet default. */
export interface Script {
  train?: () => WireJob;
  cancel?: () => void;
  setDevMode?: () => void;
  watch?: (resumeAfter: number, signal: AbortSignal) => AsyncIterable<[id: string, job: WireJob]>;
  validate?: () => AsyncIterable<[id: string, update: ValidationUpdate]>;
  /** Where the bytes go. */
  uploadUrl?: string;
  /** Whether `createUpload` finds the bytes in a dataset that was checked. */
  isThere?: boolean;
  /** What `createUpload` and `resumeUpload` answer instead of one PUT to `uploadUrl`. */
  sending?: () => Sending;
  signParts?: (parts: SignParts["parts"]) => SignedParts;
  artifactUrl?: () => string;
  /** Answers a request before tRPC sees it. @returns whether it did. */
  intercept?: (request: Arrived, response: ServerResponse, count: number) => boolean;
  sse?: { ping?: { enabled: boolean; intervalMs?: number }; client?: { reconnectAfterInactivityMs?: number } };
}

export interface Platform {
  readonly url: string;
  readonly arrived: readonly Arrived[];
  /** Connections that are open now. */
  connections(): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

const t = (script: Script) =>
  initTRPC.create({
    ...(script.sse === undefined ? {} : { sse: script.sse }),
    errorFormatter: ({ shape, error }) => {
      const problem: Problem | null = error.cause instanceof FlashRefusal ? error.cause.problem : null;
      const { code, httpStatus } = shape.data;
      const remedy = problem && describeRefusal(problem).remedy;
      return { ...shape, data: { code, httpStatus, problem, remedy, requestId: "req-7" } };
    },
  });

const fields = (value: unknown): Record<string, unknown> => ({ ...(value as object) });

function routerOf(script: Script) {
  const { router, procedure } = t(script);
  const input = procedure.input(fields);
  return router({
    status: procedure.query(() => STATUS),
    train: input.mutation(() => script.train?.() ?? jobIn("queued")),
    datasets: router({
      createUpload: input.mutation(({ input: { name } }) => ({
        dataset: script.isThere === true ? DATASET : { ...DATASET, name, state: "uploading", report: null },
        sending: script.sending?.() ?? {
          how: "put",
          url: script.uploadUrl ?? "",
          headers: { "content-type": "text/csv", "if-none-match": "*", "x-amz-checksum-sha256": "c3VtZQ==" },
          expiresAt: 900_000,
        },
      })),
      resumeUpload: input.mutation(() => ({
        dataset: { ...DATASET, state: "uploading", report: null },
        sending: script.sending?.() ?? { how: "nothing" },
      })),
      signParts: input.mutation(({ input: { parts } }) => script.signParts?.(parts as SignParts["parts"])),
      delete: input.mutation(({ input: { datasetId } }) => ({ datasetId })),
      completeUpload: input.mutation(() => ({ ...DATASET, state: "uploaded", report: null })),
      validate: input.subscription(async function* () {
        for await (const [id, update] of script.validate?.() ?? []) yield tracked(id, update);
      }),
      get: input.query(() => DATASET),
    }),
    jobs: router({
      get: input.query(() => jobIn("training")),
      list: input.query(({ input: { cursor } }) =>
        cursor === "second" ? { jobs: [jobIn("failed")], next: null } : { jobs: [jobIn("queued")], next: "second" },
      ),
      watch: input.subscription(async function* ({ input: { lastEventId }, signal }) {
        const watch = script.watch?.(Number(lastEventId ?? 0), signal ?? new AbortController().signal) ?? [];
        for await (const [id, job] of watch) yield tracked(id, job);
      }),
      cancel: input.mutation(() => {
        script.cancel?.();
        return { job: jobIn("cancelled"), stopped: "waiting" };
      }),
    }),
    servers: router({
      setDevMode: input.mutation(() => {
        script.setDevMode?.();
        return { takesEffect: "now" };
      }),
    }),
    taskTypes: router({ list: procedure.query(() => TASK_TYPE_LIST) }),
    models: router({
      download: input.query(() => ({
        jobId: MODEL.jobId,
        expiresAt: 900_000,
        artifacts: MODEL.artifacts.map((artifact) => ({ ...artifact, url: script.artifactUrl?.() ?? "" })),
      })),
    }),
  });
}

/** Refuses as the API does. */
export const refuse = (problem: Problem): never => {
  throw new FlashRefusal(problem);
};

/** Fails as an outage behind the API does. */
export const breakDown = (code: "SERVICE_UNAVAILABLE" | "INTERNAL_SERVER_ERROR"): never => {
  throw new TRPCError({ code });
};

/** tRPC's own server, with a router of the API's shape, on a free port of this computer. */
export async function startPlatform(script: Script = {}): Promise<Platform> {
  const arrived: Arrived[] = [];
  const trpc = createHTTPHandler({ router: routerOf(script) });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const one = arrivedOf(request, body);
    arrived.push(one);
    if (script.intercept?.(one, response, arrived.length) === true) return;
    // The body has been read for the record: tRPC's adapter takes it from here.
    trpc(body === "" ? request : Object.assign(request, { body }), response);
  };
  const server = createServer((request, response) => void answer(request, response));
  return { ...(await listening(server)), arrived };
}

/** Any HTTP server on a free port. */
export async function startHttp(answer: RequestListener): Promise<Omit<Platform, "arrived">> {
  return listening(createServer(answer));
}

async function listening(server: Server): Promise<Omit<Platform, "arrived">> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    connections: () =>
      new Promise((resolve, reject) => {
        server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const piece of request.setEncoding("utf8")) text += String(piece);
  return text;
}

function arrivedOf({ method = "", url = "", headers }: IncomingMessage, body: string): Arrived {
  const json = body === "" ? (new URL(url, "http://x").searchParams.get("input") ?? "{}") : body;
  return { method, url, headers, body, input: JSON.parse(json) as Record<string, unknown> };
}
