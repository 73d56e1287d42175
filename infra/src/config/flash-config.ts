import { EC2_CALL_MAX_MS } from "@flash/aws/ec2";
import { OidcIssuer, RateLimit } from "@flash/api/settings";
import { Clocks, Quotas } from "@flash/control-plane";
import { DatasetLimits, InstanceId, ServerName, TaskType } from "@flash/schemas";
import * as z from "zod";

/** Seconds after which Lambda ends `start`, `stop` and `sweep`. Below the sweep's period, so that no two overlap for long. */
export const TRIGGER_TIMEOUT_S = 50;

/** An instance that is there already: it is tagged by the deployment and otherwise left as it is. */
const ExistingMachine = z.strictObject({ instanceId: InstanceId });

/** An instance that the stack makes: Amazon Linux 2023, switched off whenever nobody trains. */
const CreatedMachine = z.strictObject({
  /** Such as `c7i.2xlarge`. */
  instanceType: z.string().regex(/^[a-z0-9-]+\.[a-z0-9-]+$/u, "an instance type looks like c7i.2xlarge"),
  /** Its disk, which is paid for while the machine is off too. GiB. */
  volumeGb: z.int().min(8).max(16_384).default(30),
  /**
   * The image. Without it the newest Amazon Linux 2023 of the first deployment is looked up and kept in
   * `cdk.context.json`: another image replaces the machine.
   */
  imageId: z
    .string()
    .regex(/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/u, "an image id looks like ami- and 8 or 17 hex digits")
    .optional(),
});

const MachineName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,30}$/u, "a machine's name is 1-31 of a-z 0-9, starting with a letter");

const ServerSettings = z
  .strictObject({
    name: ServerName,
    machines: z.record(MachineName, z.union([ExistingMachine, CreatedMachine])),
    /** For each task type, the machines to try, best first. */
    serves: z.partialRecord(TaskType, z.array(MachineName).min(1)),
    /** false: a training server that only reads and deletes its training config. */
    reports: z.boolean().default(true),
    /** What a machine costs while it is on, for receipts. */
    usdPerHour: z.number().nonnegative().nullable().default(null),
  })
  .superRefine(({ machines, serves }, context) => {
    const serving = new Set(Object.values(serves).flat());
    for (const name of serving)
      if (!Object.hasOwn(machines, name))
        context.addIssue({ code: "custom", path: ["serves"], message: `there is no machine "${name}" in machines` });
    for (const name of Object.keys(machines))
      if (!serving.has(name))
        context.addIssue({ code: "custom", path: ["machines", name], message: "serves no task type" });
  });
export type ServerSettings = z.infer<typeof ServerSettings>;

/** S3 and Lambda compare origins letter by letter. Whoever stands in the way of a page without TLS changes it, and has its reader's key. */
const Origin = z
  .string()
  .regex(/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?$/u, "an origin looks like https://example.org, without a path")
  .refine((origin) => /^https:|^http:\/\/(?:localhost|127\.0\.0\.1)(?::|$)/u.test(origin), {
    message: "an origin has https, unless it is localhost",
  });

/** CloudFront needs certificates and firewalls of its own region, whichever one the platform is in. */
const FrontDoor = z.strictObject({
  /** An address of one's own, for which a DNS record has to be made that points to the page's. */
  domain: z
    .strictObject({
      name: z.string().regex(/^(?:[a-z0-9-]{1,63}\.)+[a-z]{2,63}$/u, "a domain looks like train.example.org"),
      certificateArn: z.string().startsWith("arn:aws:acm:us-east-1:"),
    })
    .optional(),
  /** A web ACL of AWS WAF. */
  webAclArn: z.string().startsWith("arn:aws:wafv2:us-east-1:").optional(),
});
export type FrontDoor = z.infer<typeof FrontDoor>;

/** China, GovCloud and the isolated regions: their ARNs, addresses and services are others. */
const ELSEWHERE = /^(?:cn|us-gov|us-iso[a-z]*|eu-isoe|eusc)-/u;

const Region = z
  .string()
  .regex(/^[a-z]{2,4}(?:-[a-z]+)+-\d$/u, "a region looks like eu-central-1")
  .refine((region) => !ELSEWHERE.test(region), "only regions of AWS's common partition are served");

const Concurrency = z.int().positive().optional();

const Stage = z
  .strictObject({
    region: Region,
    /** Refuses to deploy anywhere else. Default: the account of the credentials. */
    account: z
      .string()
      .regex(/^\d{12}$/u, "an account is 12 digits")
      .optional(),
    servers: z.array(ServerSettings).min(1),
    /** Whether the stack serves the page, over CloudFront. */
    page: z.boolean().default(true),
    /** The page's address answers for the API too, whose own addresses then let nobody in; see docs/security.md. */
    frontDoor: FrontDoor.optional(),
    /**
     * Pages elsewhere that may call the API and upload; none by default. A page that is being developed against a stage has the origin
     * `http://localhost:5173`: in a stage that others use too, it lets in whatever program of theirs answers there.
     */
    allowedOrigins: z.array(Origin).default([]),
    /** Milliseconds; see docs/architecture.md. */
    clocks: Clocks.prefault({}),
    /** What each owner may have and use; see docs/operations.md. null: no limit. */
    quotas: Quotas.prefault({}),
    /** What may be uploaded, by task type: every limit of docs/datasets.md that is a number, and `maxDatasetBytes`. */
    limits: DatasetLimits.default({}),
    /** Calls of one key to one container: more are asked to come back later. */
    rateLimit: RateLimit.default({ perSecond: 50, burst: 200 }),
    /** Whose tokens are taken beside API keys. */
    signIn: z.array(OidcIssuer).default([]),
    alarms: z
      .strictObject({
        /** Gets a mail for each alarm, after confirming a first one. Without it nobody hears any but who subscribes to the topic. */
        email: z.email().optional(),
        /** Tells the topic, and `email`, when the account's forecast for the month is above it. */
        monthlyBudgetUsd: z.number().positive().optional(),
      })
      .prefault({}),
    logRetentionDays: z.union([z.literal(7), z.literal(14), z.literal(30), z.literal(90), z.literal(365)]).default(30),
    /**
     * Executions kept for one function and taken from the rest of the account, which must keep 100 of its own (new
     * accounts have 10 in all): off by default.
     */
    reservedConcurrency: z
      .strictObject({
        api: Concurrency,
        "api-stream": Concurrency,
        start: Concurrency,
        stop: Concurrency,
        sweep: Concurrency,
      })
      .prefault({}),
    /** AWS X-Ray: a trace of each invocation of each function; see docs/operations.md. */
    traces: z.boolean().default(false),
    /** The bucket itself refuses to change or delete a control document without a condition. */
    enforceConditionalWrites: z.boolean().default(false),
    /** Keeps what was overwritten or deleted for 30 days. A training job writes a version every two seconds. */
    versioning: z.boolean().default(false),
    /** Keys other than `aws/ebs` that encrypt volumes of existing machines: starting them needs a grant. */
    volumeKeyArns: z.array(z.string().startsWith("arn:aws:kms:")).default([]),
  })
  .superRefine((stage, context) => {
    checkNames(stage.servers, context);
    const needed = 2 * (TRIGGER_TIMEOUT_S * 1_000 + EC2_CALL_MAX_MS);
    if (stage.clocks.stopLeaseMs <= needed)
      context.addIssue({
        code: "custom",
        path: ["clocks", "stopLeaseMs"],
        message: `must be above ${needed}: machines are stopped in the first half of the lease, and the other half must outlive a function (${TRIGGER_TIMEOUT_S} s) and its last EC2 call (${EC2_CALL_MAX_MS} ms)`,
      });
    if (stage.frontDoor !== undefined && !stage.page)
      context.addIssue({ code: "custom", path: ["frontDoor"], message: "is the page's address: it needs page: true" });
    const issuers = stage.signIn.flatMap(({ name, issuer }) => [name, issuer]);
    if (new Set(issuers).size < issuers.length)
      context.addIssue({ code: "custom", path: ["signIn"], message: "two issuers have one name, or one address" });
    if (stage.enforceConditionalWrites && stage.servers.some(({ reports }) => !reports))
      context.addIssue({
        code: "custom",
        path: ["enforceConditionalWrites"],
        message: "a server with reports: false may delete its training config without a condition",
      });
  });

/** What is deployed for one stage, with every default filled in. */
export type StageSettings = z.infer<typeof Stage>;

function checkNames(servers: readonly ServerSettings[], context: z.RefinementCtx): void {
  const names = servers.map(({ name }) => name);
  if (new Set(names).size < names.length)
    context.addIssue({ code: "custom", path: ["servers"], message: "two servers have one name" });
  // Its names are letters and digits alone, and a machine's begins with its server's.
  const forCloudFormation = servers.map(({ name, machines }) => {
    const server = name.replaceAll("-", "");
    const made = Object.entries(machines).filter(([, machine]) => "instanceType" in machine);
    return [server, made.map(([machine]) => server + machine)] as const;
  });
  const both = [forCloudFormation.map(([server]) => server), forCloudFormation.flatMap(([, made]) => made)];
  if (new Set(names).size === names.length && both.some((all) => new Set(all).size < all.length))
    context.addIssue({
      code: "custom",
      path: ["servers"],
      message:
        "two servers, or their machines, have one name when hyphens are left out, as CloudFormation does: name one otherwise",
    });
  const ids = servers.flatMap(({ machines }) =>
    Object.values(machines).flatMap((machine) => ("instanceId" in machine ? [machine.instanceId] : [])),
  );
  if (new Set(ids).size < ids.length)
    context.addIssue({ code: "custom", path: ["servers"], message: "one instance stands in two places" });
}

export const StageName = z
  .string()
  .regex(/^[a-z][a-z0-9]{0,15}$/u, "a stage is 1-16 of a-z 0-9, starting with a letter");

export const FlashConfig = z.strictObject({ stages: z.record(StageName, Stage) });
export type FlashConfig = z.input<typeof FlashConfig>;

/** For `flash.config.ts`: only types, checked while it is written; what it says is checked when it is read. */
export const defineConfig = (config: FlashConfig): FlashConfig => config;
