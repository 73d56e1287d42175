import { expect, test } from "vitest";
import { createFlash } from "./create-flash.ts";
import { isFlashError } from "./error/flash-error.ts";
import type { FlashOptions } from "./options.ts";

const GOOD: FlashOptions = { url: "https://flash.example.com/api", apiKey: "key" };

function refusedOptions(options: Partial<Record<keyof FlashOptions, unknown>>): string[] {
  try {
    createFlash({ ...GOOD, ...options } as FlashOptions);
  } catch (error) {
    if (isFlashError(error) && error.code === "options_invalid") return error.problem.faults.map(({ path }) => path);
    throw error;
  }
  return [];
}

test("options that can be used make a client without a request", () => {
  expect(refusedOptions({})).toEqual([]);
  expect(
    refusedOptions({ url: new URL("http://127.0.0.1:4000"), retries: 0, timeoutMs: 1, streamUrl: GOOD.url }),
  ).toEqual([]);
});

test("each option that cannot be used is named at once", () => {
  expect(refusedOptions({ url: "flash.example.com", apiKey: "two words", retries: 11, timeoutMs: 0 })).toEqual([
    "url",
    "streamUrl",
    "apiKey",
    "timeoutMs",
    "retries",
  ]);
  expect(refusedOptions({ apiKey: "" })).toEqual(["apiKey"]);
  expect(refusedOptions({ apiKey: "line\nend" })).toEqual(["apiKey"]);
  expect(refusedOptions({ streamUrl: "ftp://flash.example.com" })).toEqual(["streamUrl"]);
});

test("an address that holds a secret or a query is refused: addresses end in logs", () => {
  for (const url of [
    "https://key@flash.example.com",
    "https://flash.example.com?key=1",
    "https://flash.example.com#k",
  ]) {
    expect(refusedOptions({ url, streamUrl: GOOD.url })).toEqual(["url"]);
  }
});
