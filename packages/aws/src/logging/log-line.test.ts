import { expect, test } from "vitest";
import { logLine } from "./log-line.ts";

test("what people wrote cannot pose as another entry, nor move the cursor of whoever reads the log", () => {
  const name = 'mails.csv\n{"level":"error","event":"forged"}\r\u001B[2J\u0000';
  const line = logLine({ level: "info", name });
  for (const character of ["\n", "\r", "\u001B", "\u0000"]) expect(line).not.toContain(character);
  expect(JSON.parse(line)).toEqual({ level: "info", name });
});

test("an error shows its causes with their stacks", () => {
  const error = new Error("outer", { cause: new TypeError("inner") });
  expect(JSON.parse(logLine({ error }))).toEqual({
    error: [
      { name: "Error", message: "outer", stack: expect.stringContaining("log-line.test") },
      { name: "TypeError", message: "inner", stack: expect.any(String) },
    ],
  });
});

test("a chain of causes without end ends", () => {
  const error = new Error("loop");
  error.cause = error;
  expect(JSON.parse(logLine({ error })).error).toHaveLength(11);
});

const KEY = `flash_${"k".repeat(32)}`;
const TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhbm4ifQ.c2ln";
const URL = `https://b.s3.amazonaws.com/k?X-Amz-Credential=AKIA%2Fx&X-Amz-Signature=${"0a".repeat(32)}&x-id=PutObject`;

test.each([
  ["an API key", `no key ${KEY} here`, KEY],
  ["a header", `authorization: Bearer secret-of-ann"`, "secret-of-ann"],
  ["a token", `failed to verify ${TOKEN}`, TOKEN],
  ["a presigned URL's signature", `fetch failed: ${URL}`, "0a0a"],
  ["a presigned URL's credential", `fetch failed: ${URL}`, "AKIA"],
])("%s in an error's message is hidden, the rest is not", (_, message, secret) => {
  const line = logLine({ error: new Error(`before ${message} after`) });
  expect(line).not.toContain(secret);
  expect(line).toMatch(/before .*hidden.* after/u);
});
