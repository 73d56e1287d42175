import type { Problem } from "@flash/schemas";

/** Of every answer. None of them is a page: a browser that is made to show one shall do nothing with it. */
const SECURITY_HEADERS = {
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=63072000; includeSubDomains",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
} as const;

/** @param problems - that the answer refuses with. */
export function responseHeaders(problems: readonly (Problem | null)[]): Record<string, string> {
  const waitsMs = problems.map((problem) => (problem?.code === "rate_limited" ? problem.retryAfterMs : 0));
  const waitMs = Math.max(0, ...waitsMs);
  return {
    ...SECURITY_HEADERS,
    "cache-control": "no-store",
    ...(waitMs === 0 ? {} : { "retry-after": String(Math.ceil(waitMs / 1_000)) }),
  };
}
