import { S3Error } from "../wire/errors.ts";
import { childOf, childrenOf, readXml, textOf, type XmlElement } from "../wire/xml-read.ts";

/** Uploads under `prefix` are aborted this many days after they were initiated. */
export interface AbortUploadsRule {
  readonly prefix: string;
  readonly days: number;
}

/** Elements that only say where and whether a rule applies. */
const SCOPE = new Set(["ID", "Status", "Filter", "Prefix", "AbortIncompleteMultipartUpload"]);

/** @throws S3Error `NotImplemented` for actions that would be promised but never done here; `MalformedXML`. */
export function parseLifecycle(source: string): readonly AbortUploadsRule[] {
  const rules = childrenOf(readXml(source, "LifecycleConfiguration"), "Rule");
  if (rules.length === 0) throw new S3Error("MalformedXML");
  return rules.flatMap(parseRule);
}

function parseRule(rule: XmlElement): readonly AbortUploadsRule[] {
  const other = rule.children.find(({ name }) => !SCOPE.has(name));
  if (other !== undefined)
    throw new S3Error("NotImplemented", {
      message: `The local S3 does not implement ${other.name} in a lifecycle rule, only AbortIncompleteMultipartUpload.`,
    });
  const status = textOf(rule, "Status");
  const action = childOf(rule, "AbortIncompleteMultipartUpload");
  const days = Number(action && textOf(action, "DaysAfterInitiation"));
  if (action === undefined || !Number.isInteger(days) || days < 1 || (status !== "Enabled" && status !== "Disabled"))
    throw new S3Error("MalformedXML");
  return status === "Enabled" ? [{ prefix: prefixOf(rule), days }] : [];
}

function prefixOf(rule: XmlElement): string {
  const filter = childOf(rule, "Filter");
  return (filter && textOf(filter, "Prefix")) ?? textOf(rule, "Prefix") ?? "";
}
