/**
 * The headers that every answer of the page carries, wherever it is served from.
 *
 * `style-src 'self'` without a nonce: what Mantine would put into `<style>` elements is switched off (src/flash-page.tsx)
 * and stands in style sheets; what React and Mantine set on single elements goes through the CSSOM, which the policy lets
 * pass. `'wasm-unsafe-eval'` lets a trained model run; it allows WebAssembly alone, no evaluated JavaScript.
 *
 * @param connectTo - the origins of the API, its streams and the bucket: nothing else hears of a key or a dataset.
 * @see https://www.w3.org/TR/CSP3/#directive-style-src
 */
export function pageHeaders(connectTo: readonly string[]): Readonly<Record<string, string>> {
  const policy = {
    "default-src": ["'none'"],
    "script-src": ["'self'", "'wasm-unsafe-eval'"],
    "style-src": ["'self'"],
    "font-src": ["'self'"],
    "img-src": ["'self'", "blob:"],
    "connect-src": ["'self'", ...new Set(connectTo.map((address) => originOf(address)))],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["'none'"],
    "require-trusted-types-for": ["'script'"],
  };
  return {
    "content-security-policy": Object.entries(policy)
      .map(([directive, sources]) => `${directive} ${sources.join(" ")}`)
      .join("; "),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
  };
}

/** A source may have a wildcard for a host, as in `https://*.lambda-url.eu-central-1.on.aws`. */
const originOf = (address: string): string => /^https?:\/\/[^/]+/u.exec(address)?.[0] ?? address;
