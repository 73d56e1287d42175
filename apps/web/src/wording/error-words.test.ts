import { expect, test } from "vitest";
import { errorWords } from "./error-words.ts";

test.each([
  "Failed to fetch dynamically imported module: https://flash.test/assets/try-model-1a2b.js",
  "error loading dynamically imported module: https://flash.test/assets/try-model-1a2b.js",
  "Importing a module script failed.",
  "Unable to preload CSS for /assets/try-model-1a2b.css",
])("a part that cannot be loaded is told of in words, whatever a browser says: %s", (message) => {
  const told = errorWords(new Error("The page could not be loaded.", { cause: new TypeError(message) }));
  expect(told).toEqual(errorWords(new TypeError(message)));
  expect(told.remedy).toContain("load it anew");
});

test("any other error says itself what went wrong", () => {
  expect(errorWords(new Error("The sample could not be loaded (HTTP 404).")).sentence).toBe(
    "The sample could not be loaded (HTTP 404).",
  );
});
