import { expect, test } from "vitest";
import { pageHeaders } from "./headers.ts";

const policyOf = (connectTo: readonly string[]): string => pageHeaders(connectTo)["content-security-policy"] ?? "";

test("the page may speak to the platform's origins and to no other", () => {
  const policy = policyOf(["https://api.example.com/path/", "https://bucket.example.com", "https://api.example.com"]);
  expect(policy).toContain("connect-src 'self' https://api.example.com https://bucket.example.com;");
  expect(policy).toContain("default-src 'none'");
});

test("nothing inline and nothing evaluated is let in, but for WebAssembly", () => {
  const policy = policyOf([]);
  expect(policy).not.toMatch(/'unsafe-inline'|'unsafe-eval'|nonce-|data:/u);
  expect(policy).toContain("style-src 'self';");
  expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';");
});
