import { decodedKey } from "../object-store-on.ts";
import { wholeSeconds } from "../store-clock.ts";
import type { ListedPage } from "../store-calls.ts";

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const decoded = (text: string): string =>
  text.replaceAll(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/giu, (entity, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? entity;
    return String.fromCodePoint(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16));
  });

/** The text of the first element of that name; S3's answers nest none of what is asked for here. */
function textOf(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`, "u").exec(xml)?.[1];
  return text === undefined ? undefined : decoded(text);
}

/** What S3 says of a refusal. `code` is empty where it says nothing. */
export const errorIn = (xml: string): { readonly code: string; readonly message: string } => ({
  code: textOf(xml, "Code") ?? "",
  message: textOf(xml, "Message") ?? "",
});

/** A page of `ListObjectsV2`. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listedPage(xml: string): ListedPage {
  if (!xml.includes("<ListBucketResult")) throw new Error("S3's answer to a listing is no listing");
  const encoding = textOf(xml, "EncodingType");
  const entries = xml.match(/<Contents>.*?<\/Contents>/gsu) ?? [];
  const objects = entries.map((entry) => {
    const key = textOf(entry, "Key") ?? "";
    const lastModified = wholeSeconds(new Date(textOf(entry, "LastModified") ?? ""), `time of ${key}`);
    return { key: decodedKey(key, encoding), lastModified, sizeBytes: Number(textOf(entry, "Size") ?? 0) };
  });
  return { objects, token: textOf(xml, "IsTruncated") === "true" ? textOf(xml, "NextContinuationToken") : undefined };
}
