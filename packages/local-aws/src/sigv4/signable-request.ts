/** A request head as `node:http` gives it: `IncomingMessage` fits once its method and url are known. */
export interface SignableRequest {
  readonly method: string;
  /** Path and query exactly as they stood in the request line, still percent-encoded. */
  readonly target: string;
  /** Name, value, name, value, … as received. */
  readonly rawHeaders: readonly string[];
}

export interface RequestTarget {
  /** Still percent-encoded. */
  readonly rawPath: string;
  /** Decoded names and values, in the order received. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

/**
 * Splits a request target. `+` in a query is a space.
 *
 * @returns `undefined` when a percent escape is malformed or does not spell UTF-8.
 */
export function parseTarget(target: string): RequestTarget | undefined {
  const mark = target.indexOf("?");
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  const pairs = mark < 0 ? [] : target.slice(mark + 1).split("&");
  const query: [string, string][] = [];
  for (const pair of pairs) {
    if (pair === "") continue;
    const equals = pair.indexOf("=");
    const name = decode(equals < 0 ? pair : pair.slice(0, equals));
    const value = decode(equals < 0 ? "" : pair.slice(equals + 1));
    if (name === undefined || value === undefined) return undefined;
    query.push([name, value]);
  }
  return { rawPath, query };
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll("+", "%20"));
  } catch {
    return undefined;
  }
}

/** Lower-cased names; values trimmed, inner runs of spaces collapsed, repeated headers joined by commas, as SigV4 wants them. */
export function canonicalHeaderValues(rawHeaders: readonly string[]): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? "").toLowerCase();
    const value = (rawHeaders[i + 1] ?? "").trim().replaceAll(/ +/g, " ");
    const earlier = values.get(name);
    values.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return values;
}
