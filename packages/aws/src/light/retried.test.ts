import { expect, test } from "vitest";
import { retryWaitMs } from "./retried.ts";

test.each([
  [200, "", null],
  [403, "<Error><Code>AccessDenied</Code></Error>", null],
  [404, "", null],
  [409, "<Error><Code>ConditionalRequestConflict</Code></Error>", null],
  [412, "", null],
  [400, "<Error><Code>RequestTimeout</Code></Error>", 100],
  [400, "<Error><Code>InvalidArgument</Code></Error>", null],
  [500, "<Error><Code>InternalError</Code></Error>", 100],
  [503, "<Error><Code>SlowDown</Code></Error>", 500],
  [429, "", 500],
])("after %d %s the wait is %s ms at most", (status, body, waitMs) => {
  expect(retryWaitMs({ status, body })).toBe(waitMs);
});
