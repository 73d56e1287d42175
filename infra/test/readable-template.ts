import * as z from "zod";

const Template = z.looseObject({
  Resources: z.record(z.string(), z.looseObject({ Type: z.string(), Properties: z.unknown() })),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })),
});
const Ref = z.strictObject({ Ref: z.string() });
const GetAtt = z.strictObject({ "Fn::GetAtt": z.tuple([z.string(), z.string()]) });
const Join = z.strictObject({ "Fn::Join": z.tuple([z.string(), z.array(z.unknown())]) });
const Role = z.looseObject({ Policies: z.array(z.unknown()) });

const WIDTH = 118;

/**
 * A template as a person reads it: references as `${…}` within their text, JSON in texts as values, digests of bundles masked, and what
 * roles may do left to its table in docs/security.md.
 */
export function readableTemplate(template: unknown): string {
  const { Resources, Outputs } = Template.parse(template);
  const resources = Object.entries(Resources)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([id, { Type, Properties, Metadata: _, ...policies }]) => {
      const properties =
        Type === "AWS::IAM::Role" ? { ...Role.parse(Properties), Policies: "docs/security.md" } : Properties;
      return [`${id}: ${Type}`, ...linesOf(readable({ ...policies, ...Object(properties) }), "  "), ""];
    });
  const outputs = Object.entries(Outputs).map(([name, { Value }]) => `  ${name}: ${String(readable(Value))}`);
  return [...resources, "Outputs:", ...outputs, ""].join("\n").replaceAll(/\b[0-9a-f]{64}\b/gu, "DIGEST");
}

function readable(value: unknown): unknown {
  const reference = referenceIn(value);
  if (reference !== null) return fromJson(reference);
  if (typeof value === "string") return fromJson(value);
  if (Array.isArray(value)) return value.map(readable);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, readable(inner)]));
}

function referenceIn(value: unknown): string | null {
  const ref = Ref.safeParse(value);
  if (ref.success) return `\${${ref.data.Ref}}`;
  const attribute = GetAtt.safeParse(value);
  if (attribute.success) return `\${${attribute.data["Fn::GetAtt"].join(".")}}`;
  const joined = Join.safeParse(value);
  if (!joined.success) return null;
  const [separator, parts] = joined.data["Fn::Join"];
  return parts
    .map((part) => (typeof part === "string" ? part : (referenceIn(part) ?? JSON.stringify(part))))
    .join(separator);
}

function fromJson(text: string): unknown {
  if (!/^[{[]/u.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** What fits stands on one line. */
function linesOf(value: unknown, indent: string): readonly string[] {
  if (typeof value === "string") return value.split("\n").map((line) => `${indent}${line}`.trimEnd());
  if (typeof value !== "object" || value === null) return [`${indent}${String(value)}`];
  const entries = Array.isArray(value)
    ? value.map((inner) => ["-", inner])
    : Object.entries(value).map(([key, inner]) => [`${key}:`, inner]);
  return entries.flatMap(([name, inner]) => {
    const short = inline(inner);
    if (short !== null && indent.length + name.length + short.length < WIDTH) return [`${indent}${name} ${short}`];
    return [`${indent}${name}`, ...linesOf(inner, `${indent}  `)];
  });
}

function inline(value: unknown): string | null {
  if (typeof value === "string") return value.includes("\n") ? null : value;
  if (typeof value !== "object" || value === null) return String(value);
  const parts = Object.entries(value).map(([key, inner]) => [key, inline(inner)] as const);
  if (parts.some(([, part]) => part === null)) return null;
  return Array.isArray(value)
    ? `[${parts.map(([, part]) => part).join(", ")}]`
    : `{ ${parts.map(([key, part]) => `${key}: ${part}`).join(", ")} }`;
}
