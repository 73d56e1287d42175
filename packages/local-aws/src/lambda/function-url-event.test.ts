import { expect, test } from "vitest";
import { functionUrlEvent } from "./function-url-event.ts";
import type { UrlRequest } from "./function-url-event.ts";

const FACTS = { requestId: "0a1b2c3d-0000-4000-8000-000000000001", urlId: "abc", at: Date.UTC(2020, 2, 12, 19, 3, 58) };
const REQUEST: UrlRequest = {
  method: "GET",
  target: "/",
  httpVersion: "1.1",
  rawHeaders: ["Host", "abc.lambda-url.test"],
  body: Buffer.alloc(0),
  sourceIp: "203.0.113.9",
};
const eventOf = (request: Partial<UrlRequest>) => functionUrlEvent({ ...REQUEST, ...request }, FACTS);

test("repeated headers are joined by commas, under lower-case names", () => {
  const { headers } = eventOf({ rawHeaders: ["X-A", "1", "x-a", "2", "X-B", "3"] });
  expect(headers).toMatchObject({ "x-a": "1,2", "x-b": "3" });
});

test("cookies of several headers are one list", () => {
  expect(eventOf({ rawHeaders: ["Cookie", "a=1;b=2", "Cookie", "c=3; "] }).cookies).toEqual(["a=1", "b=2", "c=3"]);
});

test("the time is in the log format of payload 2.0", () => {
  expect(eventOf({}).requestContext.time).toBe("12/Mar/2020:19:03:58 +0000");
});

test.each([
  ["text/plain", false],
  ["text/csv; charset=utf-8", false],
  ["application/json", false],
  ["Application/JSON; charset=utf-8", false],
  ["application/javascript", false],
  ["application/xml", false],
  ["application/jsonl", true],
  ["application/x-www-form-urlencoded", true],
  ["application/octet-stream", true],
  ["image/svg+xml", true],
  [undefined, true],
])("a body of type %s is base64: %s", (type, isBase64Encoded) => {
  const rawHeaders = type === undefined ? [] : ["content-type", type];
  const event = eventOf({ rawHeaders, body: Buffer.from("körper") });
  expect(event).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? "a8O2cnBlcg==" : "körper" });
});

test("a compressed text is bytes", () => {
  const rawHeaders = ["content-type", "text/plain", "content-encoding", "gzip"];
  expect(eventOf({ rawHeaders, body: Buffer.from([31, 139]) })).toMatchObject({ isBase64Encoded: true, body: "H4s=" });
});

test("an empty query after a question mark is no query", () => {
  const event = eventOf({ target: "/a?" });
  expect(event).toMatchObject({ rawPath: "/a", rawQueryString: "" });
  expect(event).not.toHaveProperty("queryStringParameters");
});
