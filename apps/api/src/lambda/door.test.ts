import { expect, test } from "vitest";
import { type FakeRequest, functionUrlEvent, query } from "../../test/function-url.ts";
import { refusalOf } from "../../test/refusal-of.ts";
import { checkRate, checkSize } from "./door.ts";
import { TokenBuckets } from "./token-buckets.ts";

const sizeOf = (request: FakeRequest) => async () => checkSize(functionUrlEvent(request));

test("a body of a megabyte is let in, one byte more is not, and neither is parsed", async () => {
  const post = (bytes: number): FakeRequest => ({ method: "POST", path: "/train", body: "{".repeat(bytes) });
  await sizeOf(post(1_048_576))();
  expect(await refusalOf(sizeOf(post(1_048_577))())).toEqual({
    code: "request_too_large",
    sizeBytes: 1_048_577,
    limitBytes: 1_048_576,
  });
});

test("a query of more than 16 KiB is refused", async () => {
  const long = sizeOf(query("jobs.list", { cursor: "x".repeat(17_000) }));
  expect(await refusalOf(long())).toMatchObject({ code: "request_too_large", limitBytes: 16_384 });
});

const ask = (buckets: TokenBuckets, path: string, authorization?: string) => async () =>
  checkRate(
    buckets,
    functionUrlEvent({
      path,
      query: path.includes(",") ? { batch: "1" } : {},
      headers: authorization === undefined ? {} : { authorization },
    }),
  );

test("each key has its own allowance, of which a batch takes as much as its calls", async () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 4 }, () => 0);
  await ask(buckets, "/status,jobs.list,models.list", "Bearer a")();
  expect(await refusalOf(ask(buckets, "/status,jobs.list", "Bearer a")())).toEqual({
    code: "rate_limited",
    retryAfterMs: 1_000,
  });
  await ask(buckets, "/status", "Bearer b")();
});

test("without a key nothing is counted: there is nothing to be had", async () => {
  const buckets = new TokenBuckets({ perSecond: 1, burst: 1 }, () => 0);
  for (let call = 0; call < 10; call++) await ask(buckets, "/status")();
});
