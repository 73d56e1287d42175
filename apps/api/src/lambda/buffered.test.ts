import { awsLambdaRequestHandler } from "@trpc/server/adapters/aws-lambda";
import type { APIGatewayProxyEventV2, Context as Invocation } from "aws-lambda";
import { describe, expect, test } from "vitest";
import { type FakeRequest, functionUrlEvent, mutation, query } from "../../test/function-url.ts";
import { JOB_ID } from "../../test/stored-job.ts";
import { owner, World } from "../../test/world.ts";
import { appRouter } from "../router.ts";
import { bufferedHandler } from "./buffered.ts";

/** Requests carry their caller's name instead of a key: keys have their own tests. */
function serve(world: World) {
  const logged: object[] = [];
  const contextOf = async ({ headers: { authorization } }: APIGatewayProxyEventV2) =>
    world.context(authorization === "none" ? null : { owner: owner(authorization ?? "ann"), admin: false });
  const handler = bufferedHandler({ contextOf, letsIn: () => true, log: (entry) => void logged.push(entry) });
  const stock = awsLambdaRequestHandler<typeof appRouter, APIGatewayProxyEventV2>({
    router: appRouter,
    createContext: ({ event }) => contextOf(event),
  });
  return { logged, ask: (request: FakeRequest) => handler(functionUrlEvent(request)), stock };
}

const DECLARED = {
  taskType: "text-classification",
  name: "a.csv",
  sizeBytes: 7,
  contentType: "text/csv",
  sha256: "a".repeat(64),
};
const batch = (paths: string, inputs: object): FakeRequest => ({
  path: `/${paths}`,
  query: { batch: "1", input: JSON.stringify(inputs) },
});

describe("it answers what tRPC's own adapter answers", () => {
  test.each<[string, FakeRequest]>([
    ["a query", query("status")],
    ["a query with input", query("jobs.list", { limit: 3 })],
    ["a refusal", query("jobs.get", { jobId: JOB_ID })],
    ["an input that does not fit", query("jobs.get", { jobId: "mine" })],
    ["a missing input", query("jobs.get")],
    ["no key", query("status", undefined, { authorization: "none" })],
    ["a refused mutation", mutation("jobs.cancel", { jobId: JOB_ID })],
    ["a batch of which all goes well", batch("status,jobs.list", {})],
    ["a batch that ends differently", batch("status,jobs.get,jobs.get", { 1: { jobId: JOB_ID }, 2: {} })],
    ["a batch of refusals", batch("jobs.get,jobs.get", { 0: { jobId: JOB_ID }, 1: { jobId: JOB_ID } })],
    ["an encoded batch path", batch("status%2Cjobs.list", {})],
    [
      "an unusual media type",
      { ...mutation("jobs.cancel", { jobId: JOB_ID }), headers: { "content-type": "Application/JSON; charset=utf-8" } },
    ],
  ])("%s", async (_, request) => {
    const { ask, stock } = serve(await new World().withServers());
    const expected = await stock(functionUrlEvent(request), {} as Invocation);
    const { statusCode, body } = await ask(request);
    expect(statusCode).toBe(expected.statusCode);
    expect(JSON.parse(body ?? "")).toEqual(JSON.parse(expected.body ?? ""));
  });

  test.each<[string, FakeRequest]>([
    ["an unknown procedure", query("nothing")],
    ["a name from the prototype", query("__proto__")],
    ["a query sent as a mutation", mutation("status", {})],
    ["a mutation sent as a query", query("jobs.cancel", { jobId: JOB_ID })],
    ["a stream", query("jobs.watch", { jobId: JOB_ID })],
    ["a method that there is not", { ...mutation("train", {}), method: "PUT" }],
    ["an input that is not JSON", { path: "/jobs.get", query: { input: "{" } }],
    ["a body that is not JSON", { ...mutation("jobs.cancel", {}), body: "{" }],
    ["a body of another media type", { ...mutation("jobs.cancel", {}), headers: { "content-type": "text/plain" } }],
    ["a path that is not encoded", { path: "/%E0%A4%A" }],
    ["a batch without end", batch(Array.from({ length: 51 }, () => "status").join(","), {})],
  ])("%s is a refusal of the caller's, in other words", async (_, request) => {
    const { ask, logged } = serve(new World());
    const { statusCode = 0, body = "" } = await ask(request);
    expect(statusCode).toBeGreaterThanOrEqual(400);
    expect(statusCode).toBeLessThan(500);
    expect(JSON.parse(body)).toMatchObject({ error: { data: { problem: { code: "bad_request" } } } });
    expect(logged).toEqual([]);
  });
});

test("a body may come base64-encoded, as Lambda sends what it takes for binary", async () => {
  const { ask } = serve(new World());
  const plain = mutation("datasets.createUpload", { ...DECLARED, name: "Größe.csv" });
  const body = Buffer.from(plain.body ?? "").toString("base64");
  const answer = await ask({ ...plain, body, isBase64Encoded: true });
  expect(answer.statusCode).toBe(200);
  expect(answer.body).toContain("Größe.csv");
});

test("every call of a batch gets its own answer, in order", async () => {
  const { ask } = serve(new World());
  const { statusCode, body = "" } = await ask(batch("jobs.get,status", { 0: { jobId: JOB_ID } }));
  expect(statusCode).toBe(207);
  expect(JSON.parse(body)).toMatchObject([
    { error: { data: { path: "jobs.get", problem: { code: "job_not_found", jobId: JOB_ID } } } },
    { result: { data: { available: true } } },
  ]);
});

test("answers are for their caller only: no cache keeps them", async () => {
  const { headers } = await serve(new World()).ask(query("status"));
  expect(headers).toMatchObject({ "content-type": "application/json", "cache-control": "no-store" });
});

test("an answer that is opened as a page does nothing, loads nothing, and is in no frame", async () => {
  const { headers } = await serve(new World()).ask(query("status"));
  expect(headers).toMatchObject({
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
  });
});

test("a warm-up call does nothing", async () => {
  const world = new World();
  expect(await serve(world).ask({ method: "HEAD", path: "/status" })).toMatchObject({ statusCode: 204 });
  expect(world.store.calls).toEqual([]);
});

test("an outage is logged once with its causes, and answered without them", async () => {
  const world = new World();
  world.store.inject("fail", ({ key }) => key === "status.json");
  const { ask, logged } = serve(world);
  const { statusCode, body = "" } = await ask(query("status"));
  expect(statusCode).toBe(500);
  expect(JSON.parse(body).error).toMatchObject({ data: { problem: null, requestId: "request-1" } });
  expect(body).not.toMatch(/status\.json|stack|store/u);
  expect(logged).toEqual([
    {
      level: "error",
      requestId: "request-1",
      path: "status",
      errors: [
        expect.objectContaining({ name: "TRPCError" }),
        expect.objectContaining({ name: "StoreOutage", stack: expect.stringContaining("fake-object-store") }),
      ],
    },
  ]);
});

test("a refusal is an answer, and not logged", async () => {
  const { ask, logged } = serve(new World());
  await ask(query("jobs.get", { jobId: JOB_ID }));
  expect(logged).toEqual([]);
});
