import { expect, test } from "vitest";
import { FUNCTION_FAILED, functionUrlAnswer } from "./function-url-response.ts";
import { PreludeReader } from "./stream-prelude.ts";

const answerTo = (result: unknown) => {
  const { status, headers, body } = functionUrlAnswer(JSON.stringify(result));
  return { status, headers, body: body.toString() };
};

test("a result without a status code is the body: text as it is, anything else as JSON", () => {
  const headers = { "content-type": "application/json" };
  expect(answerTo("hello")).toEqual({ status: 200, headers, body: "hello" });
  expect(answerTo({ a: 1 })).toEqual({ status: 200, headers, body: '{"a":1}' });
  expect(answerTo([1, 2])).toEqual({ status: 200, headers, body: "[1,2]" });
  expect(answerTo(null)).toEqual({ status: 200, headers, body: "null" });
});

test("a structured result may have a status only", () => {
  expect(answerTo({ statusCode: 204 })).toEqual({
    status: 204,
    headers: { "content-type": "application/json" },
    body: "",
  });
});

test("headers of the connection are not the handler's to set", () => {
  const headers = { "Content-Length": "7", Connection: "close", "X-A": "b" };
  expect(answerTo({ statusCode: 200, headers }).headers).toEqual({ "content-type": "application/json", "x-a": "b" });
});

test.each([
  { statusCode: "200" },
  { statusCode: 42 },
  { statusCode: 200, body: { not: "a string" } },
  { statusCode: 200, headers: ["no"] },
  { statusCode: 200, headers: { a: { b: 1 } } },
  { statusCode: 200, cookies: "a=1" },
])("%j is no answer", (result) => {
  expect(functionUrlAnswer(JSON.stringify(result))).toBe(FUNCTION_FAILED);
});

test("a stream's head is found wherever the chunks are cut", () => {
  const stream = Buffer.concat([Buffer.from('{"statusCode":201}'), Buffer.alloc(8), Buffer.from("body")]);
  for (let cut = 0; cut < stream.length - "body".length; cut++) {
    const reader = new PreludeReader();
    expect(reader.take(stream.subarray(0, cut)).is).toBe("incomplete");
    const step = reader.take(stream.subarray(cut));
    expect(step).toMatchObject({ is: "complete", head: { status: 201 } });
    if (step.is === "complete") expect(step.body.toString()).toBe("body");
  }
});

test("a stream's head that is no JSON, or has no end, is malformed", () => {
  expect(new PreludeReader().take(Buffer.concat([Buffer.from("{"), Buffer.alloc(8)])).is).toBe("malformed");
  expect(new PreludeReader().take(Buffer.alloc(65 * 1024, "x")).is).toBe("malformed");
});
