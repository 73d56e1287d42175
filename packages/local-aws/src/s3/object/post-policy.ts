import { S3Error } from "../wire/errors.ts";

/** What a signed policy says of the file. */
export interface PolicyLimits {
  readonly minBytes: number;
  readonly maxBytes: number;
}

type PolicyCondition =
  | { readonly kind: "eq" | "starts-with"; readonly field: string; readonly value: string }
  | { readonly kind: "content-length-range"; readonly min: number; readonly max: number };

/** Fields that no condition has to speak of. */
const FREE_FIELDS = new Set(["x-amz-signature", "policy", "file", "awsaccesskeyid", "signature"]);

/**
 * Checks a form against its policy: not expired, every condition met, and every field covered by a condition.
 *
 * @param fields - lower-case names, `bucket` among them.
 * @throws S3Error `AccessDenied` naming the condition, `InvalidPolicyDocument`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
export function applyPolicy(policy: string, fields: ReadonlyMap<string, string>, now: number): PolicyLimits {
  const { expiration, conditions } = parsePolicy(policy);
  if (now >= expiration) throw denied("Policy expired.");
  let limits: PolicyLimits = { minBytes: 0, maxBytes: Infinity };
  const covered = new Set<string>();
  for (const condition of conditions) {
    if (condition.kind === "content-length-range") limits = { minBytes: condition.min, maxBytes: condition.max };
    else {
      covered.add(condition.field);
      assertMet(condition, fields.get(condition.field) ?? "");
    }
  }
  const extra = [...fields.keys()].find(
    (name) => !covered.has(name) && !FREE_FIELDS.has(name) && !name.startsWith("x-ignore-") && name !== "bucket",
  );
  if (extra !== undefined) throw denied(`Extra input fields: ${extra}`);
  return limits;
}

function assertMet(condition: Exclude<PolicyCondition, { kind: "content-length-range" }>, actual: string): void {
  const { kind, field, value } = condition;
  const met = kind === "eq" ? actual === value : actual.startsWith(value);
  if (!met) throw denied(`Policy Condition failed: ["${kind}", "$${field}", "${value}"]`);
}

function parsePolicy(policy: string): { readonly expiration: number; readonly conditions: readonly PolicyCondition[] } {
  const document = parseJson(Buffer.from(policy, "base64").toString("utf8"));
  if (!isRecord(document) || !Array.isArray(document["conditions"])) throw new S3Error("InvalidPolicyDocument");
  const expiration = Date.parse(String(document["expiration"]));
  if (Number.isNaN(expiration))
    throw new S3Error("InvalidPolicyDocument", { message: "Invalid Policy: expiration is not a date." });
  return { expiration, conditions: document["conditions"].flatMap(parseCondition) };
}

function parseCondition(condition: unknown): readonly PolicyCondition[] {
  if (isRecord(condition))
    return Object.entries(condition).map(([name, value]) => ({
      kind: "eq",
      field: name.toLowerCase(),
      value: String(value),
    }));
  if (!Array.isArray(condition) || condition.length !== 3) throw new S3Error("InvalidPolicyDocument");
  const [kind, second, third]: unknown[] = condition;
  if (kind === "content-length-range") return [{ kind, min: Number(second), max: Number(third) }];
  if ((kind !== "eq" && kind !== "starts-with") || typeof second !== "string" || !second.startsWith("$"))
    throw new S3Error("InvalidPolicyDocument");
  return [{ kind, field: second.slice(1).toLowerCase(), value: String(third) }];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new S3Error("InvalidPolicyDocument", { message: "Invalid Policy: Invalid JSON.", cause });
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const denied = (reason: string): S3Error =>
  new S3Error("AccessDenied", { message: `Invalid according to Policy: ${reason}` });
