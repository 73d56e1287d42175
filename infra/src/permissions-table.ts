import * as z from "zod";

/** One thing that one role may do. */
export interface Permission {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly condition: string;
}

const OneOrMore = z
  .union([z.unknown(), z.array(z.unknown())])
  .transform((value): readonly unknown[] => (Array.isArray(value) ? value : [value]));
const Document = z.object({
  Statement: z.array(
    z.object({
      Effect: z.literal("Allow"),
      Action: OneOrMore,
      Resource: OneOrMore,
      Condition: z.record(z.string(), z.record(z.string(), z.string())).optional(),
    }),
  ),
});
const Resources = z.record(z.string(), z.object({ Type: z.string(), Properties: z.unknown() }));
const RoleProperties = z.object({
  ManagedPolicyArns: z.array(z.unknown()).default([]),
  Policies: z.array(z.object({ PolicyDocument: Document })).default([]),
});
const PolicyProperties = z.object({ Roles: z.array(z.object({ Ref: z.string() })), PolicyDocument: Document });

/**
 * Everything that the roles of a template may do, one line for each action on each resource, in order. Account, region
 * and stage do not show.
 *
 * @throws ZodError for a statement of a kind that the table could not show, such as `NotAction` or a `Deny`.
 */
export function permissionsOf(template: unknown, stackName: string): readonly Permission[] {
  const resources = Object.entries(z.object({ Resources }).parse(template).Resources);
  const lines = resources.flatMap(([id, { Type, Properties }]) => {
    if (Type === "AWS::IAM::Role") {
      const { ManagedPolicyArns, Policies } = RoleProperties.parse(Properties);
      const managed = ManagedPolicyArns.map((arn) => ({ role: id, action: "*", resource: text(arn), condition: "" }));
      return [...managed, ...Policies.flatMap(({ PolicyDocument }) => linesOf(id, PolicyDocument))];
    }
    if (Type === "AWS::IAM::Policy") {
      const { Roles, PolicyDocument } = PolicyProperties.parse(Properties);
      return Roles.flatMap(({ Ref }) => linesOf(Ref, PolicyDocument));
    }
    return [];
  });
  return lines.map((line) => neutral(line, stackName)).sort((one, other) => (key(one) < key(other) ? -1 : 1));
}

const linesOf = (role: string, { Statement }: z.infer<typeof Document>): readonly Permission[] =>
  Statement.flatMap(({ Action, Resource, Condition }) =>
    Action.flatMap((action) =>
      Resource.map((resource) => ({
        role,
        action: text(action),
        resource: text(resource),
        condition: text(Condition),
      })),
    ),
  );

const text = (value: unknown): string =>
  value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);

/** CDK ends logical ids with a hash. */
const neutral = ({ role, action, resource, condition }: Permission, stackName: string): Permission => {
  const place = (value: string): string =>
    value
      .replaceAll(new RegExp(`${stackName}-\\d{12}-[a-z0-9-]+?(?=/|$)`, "gu"), "BUCKET")
      .replaceAll(/:[a-z]{2}(?:-[a-z]+)+-\d:\d{12}:/gu, ":REGION:ACCOUNT:")
      .replaceAll(stackName, "STACK")
      .replaceAll(/"([a-z]+)[0-9A-F]{8}"/gu, '"$1"');
  return {
    role: role.replace(/role[0-9A-F]{8}$/u, ""),
    action,
    resource: place(resource),
    condition: place(condition),
  };
};

const key = ({ role, action, resource, condition }: Permission): string =>
  [role, action, resource, condition].join("\n");

/** As `docs/security.md` has it. */
export const permissionsTable = (permissions: readonly Permission[]): string =>
  [
    "| role | action | resource | only if |",
    "| --- | --- | --- | --- |",
    ...permissions.map(
      ({ role, action, resource, condition }) =>
        `| ${role} | \`${action}\` | \`${resource}\` | ${condition === "" ? "" : `\`${condition}\``} |`,
    ),
  ].join("\n");

/** Those of `more` that `fewer` has not: what a setting adds. */
export function added(more: readonly Permission[], fewer: readonly Permission[]): readonly Permission[] {
  const there = new Set(fewer.map(key));
  return more.filter((permission) => !there.has(key(permission)));
}

/** Settings that widen what roles may do. They are off by default. */
export const WIDENING = {
  traces: true,
  volumeKeyArns: ["arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
} as const;

/** Where `docs/security.md` has which table. */
export const SECTIONS = { always: "permissions", bySetting: "permissions by setting" } as const;
