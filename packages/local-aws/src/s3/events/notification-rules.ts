import { randomUUID } from "node:crypto";
import { S3Error } from "../wire/errors.ts";
import { childOf, childrenOf, readXml, requiredTextOf, textOf, type XmlElement } from "../wire/xml-read.ts";
import { tag, tags, type Xml } from "../wire/xml-write.ts";
import type { S3EventName } from "./s3-event.ts";

/** Which events of which keys go to which function. */
export interface NotificationRule {
  readonly id: string;
  readonly functionArn: string;
  /** As configured, e.g. `s3:ObjectCreated:*`. */
  readonly events: readonly string[];
  readonly prefix: string;
  readonly suffix: string;
}

const EVENTS: readonly S3EventName[] = [
  "ObjectCreated:Put",
  "ObjectCreated:Post",
  "ObjectCreated:Copy",
  "ObjectCreated:CompleteMultipartUpload",
  "ObjectRemoved:Delete",
  "ObjectRemoved:DeleteMarkerCreated",
];
const CONFIGURABLE = new Set(["s3:ObjectCreated:*", "s3:ObjectRemoved:*", ...EVENTS.map((name) => `s3:${name}`)]);
const OTHER_DESTINATIONS = ["QueueConfiguration", "TopicConfiguration", "EventBridgeConfiguration"];

/** @throws S3Error `InvalidArgument` for unknown or overlapping rules, `NotImplemented` for other destinations than functions. */
export function parseNotifications(source: string): readonly NotificationRule[] {
  const root = readXml(source, "NotificationConfiguration");
  const other = OTHER_DESTINATIONS.find((name) => childOf(root, name) !== undefined);
  if (other !== undefined)
    throw new S3Error("NotImplemented", { message: `The local S3 notifies Lambda functions only, not ${other}.` });
  const rules = childrenOf(root, "CloudFunctionConfiguration").map(parseRule);
  rules.forEach((rule, index) => {
    if (rules.slice(index + 1).some((later) => overlaps(rule, later)))
      throw invalid(
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type.",
      );
  });
  return rules;
}

function parseRule(element: XmlElement): NotificationRule {
  const events = childrenOf(element, "Event").map((child) => child.text.trim());
  const unknown = events.find((event) => !CONFIGURABLE.has(event));
  if (unknown !== undefined) throw invalid(`The event '${unknown}' is not supported for notifications`);
  if (events.length === 0) throw new S3Error("MalformedXML");
  return {
    id: textOf(element, "Id") ?? randomUUID(),
    functionArn: requiredTextOf(element, "CloudFunction").trim(),
    events,
    ...parseFilter(element),
  };
}

function parseFilter(element: XmlElement): { readonly prefix: string; readonly suffix: string } {
  const filter = childOf(element, "Filter");
  const keyFilter = filter && childOf(filter, "S3Key");
  const found = { prefix: "", suffix: "" };
  for (const rule of keyFilter ? childrenOf(keyFilter, "FilterRule") : []) {
    const name = requiredTextOf(rule, "Name").toLowerCase();
    if (name !== "prefix" && name !== "suffix") throw invalid("filter rule name must be either prefix or suffix");
    found[name] = requiredTextOf(rule, "Value");
  }
  return found;
}

export const notificationsXml = (rules: readonly NotificationRule[]): readonly Xml[] =>
  rules.map((rule) =>
    tag("CloudFunctionConfiguration", [
      ...tags({ Id: rule.id, CloudFunction: rule.functionArn }),
      ...rule.events.map((event) => tag("Event", event)),
      tag("Filter", rule.prefix === "" && rule.suffix === "" ? undefined : [tag("S3Key", filterRules(rule))]),
    ]),
  );

const filterRules = ({ prefix, suffix }: NotificationRule): readonly Xml[] =>
  Object.entries({ Prefix: prefix, Suffix: suffix })
    .filter(([, value]) => value !== "")
    .map(([Name, Value]) => tag("FilterRule", tags({ Name, Value })));

/** Whether this rule's function is to hear of this event. */
export function wants(rule: NotificationRule, event: S3EventName, key: string): boolean {
  return (
    rule.events.some((pattern) => covers(pattern, `s3:${event}`)) &&
    key.startsWith(rule.prefix) &&
    key.endsWith(rule.suffix)
  );
}

const covers = (pattern: string, event: string): boolean =>
  pattern === event || (pattern.endsWith("*") && event.startsWith(pattern.slice(0, -1)));

/** S3 refuses two rules that one event of one key could both match. */
function overlaps(a: NotificationRule, b: NotificationRule): boolean {
  const sharedEvent = a.events.some((event) => b.events.some((other) => covers(event, other) || covers(other, event)));
  const sharedPrefix = a.prefix.startsWith(b.prefix) || b.prefix.startsWith(a.prefix);
  const sharedSuffix = a.suffix.endsWith(b.suffix) || b.suffix.endsWith(a.suffix);
  return sharedEvent && sharedPrefix && sharedSuffix;
}

const invalid = (message: string): S3Error => new S3Error("InvalidArgument", { message });
