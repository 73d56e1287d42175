import { S3Error } from "../wire/errors.ts";
import { childrenOf, readXml, textOf, type XmlElement } from "../wire/xml-read.ts";
import { tag, tags, type Xml } from "../wire/xml-write.ts";

export interface CorsRule {
  readonly id?: string;
  /** Each with at most one `*`. */
  readonly allowedOrigins: readonly string[];
  readonly allowedMethods: readonly string[];
  readonly allowedHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly maxAgeSeconds?: number;
}

const METHODS = new Set(["GET", "PUT", "HEAD", "POST", "DELETE"]);

/** @throws S3Error `MalformedXML`, `InvalidRequest`. */
export function parseCors(source: string): readonly CorsRule[] {
  const rules = childrenOf(readXml(source, "CORSConfiguration"), "CORSRule").map(parseRule);
  if (rules.length === 0 || rules.length > 100) throw new S3Error("MalformedXML");
  return rules;
}

function parseRule(element: XmlElement): CorsRule {
  const texts = (name: string): string[] => childrenOf(element, name).map((child) => child.text.trim());
  const id = textOf(element, "ID");
  const maxAge = textOf(element, "MaxAgeSeconds");
  const rule = {
    allowedOrigins: texts("AllowedOrigin"),
    allowedMethods: texts("AllowedMethod"),
    allowedHeaders: texts("AllowedHeader"),
    exposeHeaders: texts("ExposeHeader"),
    ...(id !== undefined && { id }),
    ...(maxAge !== undefined && { maxAgeSeconds: Number(maxAge) }),
  };
  assertRule(rule);
  return rule;
}

function assertRule(rule: CorsRule): void {
  if (rule.allowedOrigins.length === 0 || rule.allowedMethods.length === 0) throw new S3Error("MalformedXML");
  const method = rule.allowedMethods.find((name) => !METHODS.has(name));
  if (method !== undefined)
    throw invalid(`Found unsupported HTTP method in CORS config. Unsupported method is ${method}`);
  const pattern = [...rule.allowedOrigins, ...rule.allowedHeaders].find((text) => text.split("*").length > 2);
  if (pattern !== undefined) throw invalid(`"${pattern}" can not have more than one wildcard.`);
  if (rule.exposeHeaders.some((name) => name.includes("*")))
    throw invalid("ExposeHeader contains wildcard. We currently do not support wildcard for ExposeHeader.");
}

export const corsXml = (rules: readonly CorsRule[]): readonly Xml[] =>
  rules.map((rule) =>
    tag("CORSRule", [
      ...tags({ ID: rule.id }),
      ...rule.allowedOrigins.map((text) => tag("AllowedOrigin", text)),
      ...rule.allowedMethods.map((text) => tag("AllowedMethod", text)),
      ...rule.allowedHeaders.map((text) => tag("AllowedHeader", text)),
      ...rule.exposeHeaders.map((text) => tag("ExposeHeader", text)),
      ...tags({ MaxAgeSeconds: rule.maxAgeSeconds }),
    ]),
  );

export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  /** Headers that a preflight asks for; none for the request itself. */
  readonly requestHeaders: readonly string[];
}

/** The headers that let a page of this origin read the answer, or `undefined` when no rule allows it. */
export function corsHeaders(
  rules: readonly CorsRule[],
  question: CorsQuestion,
): Readonly<Record<string, string>> | undefined {
  const rule = rules.find((candidate) => allows(candidate, question));
  if (rule === undefined) return undefined;
  const anyOrigin = rule.allowedOrigins.includes("*");
  return {
    "access-control-allow-origin": anyOrigin ? "*" : question.origin,
    ...(!anyOrigin && { "access-control-allow-credentials": "true" }),
    "access-control-allow-methods": rule.allowedMethods.join(", "),
    ...(question.requestHeaders.length > 0 && { "access-control-allow-headers": question.requestHeaders.join(", ") }),
    ...(rule.exposeHeaders.length > 0 && { "access-control-expose-headers": rule.exposeHeaders.join(", ") }),
    ...(rule.maxAgeSeconds !== undefined && { "access-control-max-age": `${rule.maxAgeSeconds}` }),
    vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
  };
}

function allows(rule: CorsRule, { origin, method, requestHeaders }: CorsQuestion): boolean {
  return (
    rule.allowedMethods.includes(method) &&
    rule.allowedOrigins.some((pattern) => fits(pattern, origin)) &&
    requestHeaders.every((header) =>
      rule.allowedHeaders.some((pattern) => fits(pattern.toLowerCase(), header.toLowerCase())),
    )
  );
}

function fits(pattern: string, text: string): boolean {
  const [start = "", end] = pattern.split("*");
  if (end === undefined) return pattern === text;
  return text.length >= start.length + end.length && text.startsWith(start) && text.endsWith(end);
}

const invalid = (message: string): S3Error => new S3Error("InvalidRequest", { message });
