import { encodeRfc3986 } from "../../sigv4/canonical-request.ts";
import { S3Error } from "../wire/errors.ts";
import { OWNER_ID } from "../service.ts";
import { tag, tags, type Xml } from "../wire/xml-write.ts";

const MAX_ENTRIES = 1000;

/** @throws S3Error `InvalidArgument` unless it is a whole number from 0; above 1000 S3 gives 1000. */
export function parseMaxEntries(text: string | undefined, name: string): number {
  if (text === undefined || text === "") return MAX_ENTRIES;
  if (!/^\d{1,10}$/.test(text))
    throw new S3Error("InvalidArgument", {
      message: `Argument ${name} must be an integer between 0 and 2147483647`,
      details: { ArgumentName: name, ArgumentValue: text },
    });
  return Math.min(MAX_ENTRIES, Number(text));
}

/** How keys are written in the answer: as they are, or with `encoding-type=url`, which survives characters that XML cannot carry. */
export function keyEncoder(query: ReadonlyMap<string, string>): (key: string) => string {
  const type = query.get("encoding-type");
  if (type === undefined) return (key) => key;
  if (type !== "url") throw new S3Error("InvalidArgument", { message: "Invalid Encoding Method specified in Request" });
  return (key) => key.split("/").map(encodeRfc3986).join("/");
}

export const commonPrefixes = (prefixes: readonly string[], encode: (key: string) => string): readonly Xml[] =>
  prefixes.map((prefix) => tag("CommonPrefixes", tags({ Prefix: encode(prefix) })));

export const ownerXml = (name: string): Xml => tag(name, tags({ ID: OWNER_ID, DisplayName: "flash-local" }));
