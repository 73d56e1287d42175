/** One check, or one line of policy, taken away; and the test that has to notice. */
export interface Mutation {
  readonly what: string;
  readonly file: string;
  /** Stands exactly once in `file`. */
  readonly from: string;
  readonly to: string;
  readonly noticedBy: { readonly file: string; readonly test: string };
}

/** What a check is there for, and the checks. */
export interface Guarded {
  readonly promise: string;
  readonly mutations: readonly Mutation[];
}

const API = "apps/api/src";
const ROUTER = `${API}/router.test.ts`;
const FOREIGN = "an id of somebody else's answers exactly like one that never was";
const PERMISSIONS = "packages/aws/src/permissions";
const POLICIES = "infra/test/permissions.test.ts";
const REVIEWED = "what the roles may do is what docs/security.md was reviewed for, line by line";
const STACK = "infra/test/stack.test.ts";
const LOG_LINE = "packages/aws/src/logging/log-line.test.ts";
const ASSEMBLED = `${API}/lambda/assemble.test.ts`;
const STORED_KEYS = `${API}/lambda/stored-keys.test.ts`;
const TOKENS = `${API}/lambda/oidc/token-verifier.test.ts`;
const DOOR = `${API}/lambda/door.test.ts`;

const OWNERSHIP: Guarded = {
  promise: "callers see and change what is theirs",
  mutations: [
    {
      what: "whose job it is",
      file: `${API}/jobs/own-job.ts`,
      from: "return job?.value.owner === ctx.caller.owner ? job : null;",
      to: "return job;",
      noticedBy: { file: ROUTER, test: `${FOREIGN} jobs.get` },
    },
    {
      what: "whose dataset it is",
      file: `${API}/datasets/own-dataset.ts`,
      from: "doc?.value.owner === ctx.caller.owner && !doc.value.deleted",
      to: "doc?.value.deleted === false",
      noticedBy: { file: ROUTER, test: `${FOREIGN} datasets.get` },
    },
    {
      what: "one procedure's own look, `jobs.cancel`",
      file: `${API}/jobs/jobs.ts`,
      from: "const own = await ownJob(ctx, input.jobId);",
      to: "const own = { value: { id: input.jobId } };",
      noticedBy: { file: ROUTER, test: `${FOREIGN} jobs.cancel` },
    },
    {
      what: "whose dataset it is that a deletion left half deleted",
      file: `${API}/datasets/delete-dataset.ts`,
      from: "read?.value.owner === ctx.caller.owner && read.value.deleted",
      to: "read?.value.deleted === true",
      noticedBy: {
        file: `${API}/datasets/uploads.test.ts`,
        test: "a dataset is deleted by a second call too, when the first was cut off in the middle",
      },
    },
    {
      what: "whose job a server holds, in `status`",
      file: `${API}/status/status-view.ts`,
      from: "holder !== null && own.has(holder) ? holder : null",
      to: "holder",
      noticedBy: {
        file: `${API}/status/status.test.ts`,
        test: "the job of a server is named to its owner only",
      },
    },
    {
      what: "that there must be a caller",
      file: `${API}/trpc.ts`,
      from: 'if (ctx.caller === null) throw new FlashRefusal({ code: "unauthorized" });',
      to: "if (ctx.caller === null) return next({ ctx: { ...ctx, caller: { owner: 'nobody', admin: false } } });",
      noticedBy: { file: ROUTER, test: "without a key nothing is answered status" },
    },
    {
      what: "that only admins switch dev mode",
      file: `${API}/trpc.ts`,
      from: 'if (!ctx.caller.admin) throw new FlashRefusal({ code: "forbidden", needs: "admin" });',
      to: "",
      noticedBy: { file: ROUTER, test: "only an admin's key switches dev mode" },
    },
  ],
};

const ROLES: Guarded = {
  promise: "a function or machine may do what it is for",
  mutations: [
    {
      what: "that the API switches no machine",
      file: `${PERMISSIONS}/function-permissions.ts`,
      from: 'readonly FunctionName[] = ["start", "stop", "sweep"];',
      to: 'readonly FunctionName[] = ["api", "start", "stop", "sweep"];',
      noticedBy: {
        file: POLICIES,
        test: "only the triggers switch machines, only those with this platform's tag, and nobody may tag or make any",
      },
    },
    {
      what: "the condition that a machine has this platform's tag",
      file: `${PERMISSIONS}/function-permissions.ts`,
      from: "    conditions: { StringEquals: { [`aws:ResourceTag/${STACK_TAG}`]: stack } },\n",
      to: "",
      noticedBy: {
        file: POLICIES,
        test: "only the triggers switch machines, only those with this platform's tag, and nobody may tag or make any",
      },
    },
    {
      what: "the condition that a volume's key is granted to AWS alone",
      file: `${PERMISSIONS}/function-permissions.ts`,
      from: '          conditions: { Bool: { "kms:GrantIsForAWSResource": "true" } },\n',
      to: "",
      noticedBy: {
        file: POLICIES,
        test: "a key that encrypts volumes may be granted to EC2 by the triggers, for AWS's own use alone",
      },
    },
    {
      what: "that streams write no job",
      file: `${PERMISSIONS}/function-permissions.ts`,
      from: 'write: ["dataset", "source", "validation", "ownersDatasets", "ownersDigests", "ownersUsage"],',
      to: 'write: ["dataset", "source", "validation", "ownersDatasets", "ownersDigests", "ownersUsage", "job"],',
      noticedBy: { file: POLICIES, test: REVIEWED },
    },
    {
      what: "that the API makes no API keys",
      file: `${PERMISSIONS}/function-permissions.ts`,
      from: 'write: ["open", "dataset",',
      to: 'write: ["apiKey", "open", "dataset",',
      noticedBy: { file: POLICIES, test: "nobody of the platform writes API keys or the programs that machines run" },
    },
    {
      what: "that a machine writes no status",
      file: `${PERMISSIONS}/training-server-permissions.ts`,
      from: 'write: ["claim",',
      to: 'write: ["status", "claim",',
      noticedBy: {
        file: POLICIES,
        test: "a training server writes into attempts and deletes its own training config, nothing else",
      },
    },
    {
      what: "that a machine deletes no other server's training config",
      file: `${PERMISSIONS}/training-server-permissions.ts`,
      from: "`${place.bucketArn}/${trainingConfigKey(server)}`",
      to: "`${place.bucketArn}/${trainingConfigKey(server)}`, `${place.bucketArn}/servers/gpu/training/training.json`",
      noticedBy: {
        file: POLICIES,
        test: "a training server writes into attempts and deletes its own training config, nothing else",
      },
    },
    {
      what: "that a pattern covers one kind of document",
      file: `${PERMISSIONS}/keys.ts`,
      from: 'claim: ["jobs/*/attempts/*/claim.json"],',
      to: 'claim: ["jobs/*"],',
      noticedBy: {
        file: `${PERMISSIONS}/keys.test.ts`,
        test: "a permission on job, and no other, covers jobs/job_00000000000000000000000000/job.json",
      },
    },
    {
      what: "that a function writes its own log alone",
      file: "infra/src/stack/functions.ts",
      from: "resources: [logGroup.logGroupArn] },",
      to: 'resources: [logGroup.logGroupArn.replace(/.*/u, "arn:aws:logs:eu-central-1:123456789012:log-group:/flash-dev/api")] },',
      noticedBy: { file: POLICIES, test: REVIEWED },
    },
    {
      what: "that S3 wakes the triggers for this account's bucket alone",
      file: "infra/src/stack/bucket.ts",
      from: "      sourceAccount: Stack.of(bucket).account,\n",
      to: "",
      noticedBy: {
        file: STACK,
        test: "with a machine that is made start and stop hear of training configs alone, of every way in which one comes or goes",
      },
    },
    {
      what: "that pages elsewhere are kept out (CORS)",
      file: "infra/src/stack/functions.ts",
      from: "allowedOrigins: [...origins],",
      to: 'allowedOrigins: ["*"],',
      noticedBy: {
        file: STACK,
        test: "with a machine that is made each address of the API has both permissions that it needs, and streams where it should",
      },
    },
    {
      what: "that a machine's metadata asks for a token",
      file: "infra/src/stack/machines.ts",
      from: 'httpTokens: "required"',
      to: 'httpTokens: "optional"',
      noticedBy: {
        file: STACK,
        test: "a machine that is made has no way in, an encrypted disk, and is stopped by its own shutdown",
      },
    },
  ],
};

const LOGS: Guarded = {
  promise: "no secret is in a log",
  mutations: [
    {
      what: "API keys are hidden",
      file: "packages/aws/src/logging/without-secrets.ts",
      from: '  [/\\bflash_[\\w-]{32}/gu, "flash_[hidden]"],\n',
      to: "",
      noticedBy: { file: LOG_LINE, test: "an API key in an error's message is hidden, the rest is not" },
    },
    {
      what: "`Bearer` headers are hidden",
      file: "packages/aws/src/logging/without-secrets.ts",
      from: '  [/\\bBearer\\s+[^\\s"\\\\]+/giu, "Bearer [hidden]"],\n',
      to: "",
      noticedBy: { file: LOG_LINE, test: "a header in an error's message is hidden, the rest is not" },
    },
    {
      what: "tokens are hidden",
      file: "packages/aws/src/logging/without-secrets.ts",
      from: '  [/\\beyJ[\\w-]{5,}\\.[\\w-]+\\.[\\w-]*/gu, "[hidden token]"],\n',
      to: "",
      noticedBy: { file: LOG_LINE, test: "a token in an error's message is hidden, the rest is not" },
    },
    {
      what: "presigned URLs are made useless",
      file: "packages/aws/src/logging/without-secrets.ts",
      from: "X-Amz-(?:Signature|Credential|Security-Token)=",
      to: "X-Amz-(?:Credential|Security-Token)=",
      noticedBy: {
        file: LOG_LINE,
        test: "a presigned URL's signature in an error's message is hidden, the rest is not",
      },
    },
    {
      what: "a call's entry has nothing of its input but ids",
      file: `${API}/call-log.ts`,
      from: "const { jobId, datasetId } = About.parse(input);",
      to: "const { jobId, datasetId } = (input ?? {}) as { jobId?: JobId; datasetId?: DatasetId };",
      noticedBy: {
        file: `${API}/call-log.test.ts`,
        test: 'of an input only ids that look like ids are logged: {"datasetId":{"secret":"1234"}}',
      },
    },
    {
      what: "the API logs no headers",
      file: `${API}/lambda/assemble.ts`,
      from: "      checkSize(event);\n",
      to: "      checkSize(event);\n      log({ ...event.headers });\n",
      noticedBy: { file: ASSEMBLED, test: "nothing of a key is logged, whatever becomes of its call" },
    },
  ],
};

const SIGN_IN: Guarded = {
  promise: "a key or token stands for its owner, for as long as it is valid",
  mutations: [
    {
      what: "which of the configured keys it is",
      file: `${API}/lambda/api-keys.ts`,
      from: 'timingSafeEqual(digest, Buffer.from(sha256, "hex"))',
      to: 'digest.length === Buffer.from(sha256, "hex").length',
      noticedBy: { file: `${API}/lambda/api-keys.test.ts`, test: "a key stands for its owner and role" },
    },
    {
      what: "that a key has ended",
      file: `${API}/lambda/stored-keys.ts`,
      from: " || (expires_at !== null && at >= expires_at)",
      to: "",
      noticedBy: { file: STORED_KEYS, test: "a key ends at its time, also while it is remembered" },
    },
    {
      what: "that a key was revoked",
      file: `${API}/lambda/stored-keys.ts`,
      from: "revoked_at !== null || ",
      to: "",
      noticedBy: { file: STORED_KEYS, test: "a revoked key stands for nobody within a minute" },
    },
    {
      what: "that a key is looked up again after a minute",
      file: `${API}/lambda/stored-keys.ts`,
      from: "const FOUND_MS = 60_000;",
      to: "const FOUND_MS = 600_000;",
      noticedBy: { file: STORED_KEYS, test: "a revoked key stands for nobody within a minute" },
    },
    {
      what: "that a stored key is an admin's",
      file: `${API}/lambda/stored-keys.ts`,
      from: "return isOver ? null : { owner, admin };",
      to: "return isOver ? null : { owner, admin: true };",
      noticedBy: { file: ASSEMBLED, test: "an ordinary key is no admin's" },
    },
    {
      what: "for whom a token is meant",
      file: `${API}/lambda/oidc/token-verifier.ts`,
      from: "    ...(isAud ? { audience } : {}),\n",
      to: "",
      noticedBy: { file: TOKENS, test: "a token meant for somebody else stands for nobody, and is not logged" },
    },
    {
      what: "that a token has an end",
      file: `${API}/lambda/oidc/token-verifier.ts`,
      from: 'requiredClaims: ["exp", "sub", audienceClaim],',
      to: 'requiredClaims: ["sub", audienceClaim],',
      noticedBy: { file: TOKENS, test: "a token without an end stands for nobody, and is not logged" },
    },
    {
      what: "who is an admin among a token's groups",
      file: `${API}/lambda/oidc/caller-of-claims.ts`,
      from: "admin !== undefined && values.includes(admin.value)",
      to: "admin !== undefined && values.length > 0",
      noticedBy: {
        file: `${API}/lambda/oidc/caller-of-claims.test.ts`,
        test: "an admin is who has the configured value in the configured claim, and nobody else",
      },
    },
  ],
};

const LIMITS: Guarded = {
  promise: "nobody takes more than their share",
  mutations: [
    {
      what: "the rate of a key",
      file: `${API}/lambda/door.ts`,
      from: 'if (retryAfterMs > 0) throw new FlashRefusal({ code: "rate_limited", retryAfterMs });',
      to: "",
      noticedBy: { file: DOOR, test: "each key has its own allowance, of which a batch takes as much as its calls" },
    },
    {
      what: "that the door counts at all",
      file: `${API}/lambda/assemble.ts`,
      from: "      checkRate(buckets, event);\n",
      to: "",
      noticedBy: { file: ASSEMBLED, test: "a key that calls too often is told when it may again, and may then" },
    },
    {
      what: "that a batch is as many calls as it has",
      file: `${API}/lambda/door.ts`,
      from: 'rawQueryString.includes("batch=1") ? rawPath.split(/,|%2c/iu).length : 1;',
      to: 'rawQueryString.includes("batch=1") && rawPath === "" ? 2 : 1;',
      noticedBy: { file: DOOR, test: "each key has its own allowance, of which a batch takes as much as its calls" },
    },
    {
      what: "the size of a body",
      file: `${API}/lambda/door.ts`,
      from: "  check(Buffer.byteLength(body), MAX_BODY_BYTES);\n",
      to: "",
      noticedBy: {
        file: DOOR,
        test: "a body of a megabyte is let in, one byte more is not, and neither is parsed",
      },
    },
    {
      what: "that `train` asks for the owner's quotas",
      file: `${API}/train/accept-job.ts`,
      from: "(id) => ctx.admission.job(job.owner, id)",
      to: "async () => undefined",
      noticedBy: {
        file: `${API}/quotas.test.ts`,
        test: "a job that is over makes room for the next one: cancelled while it waits",
      },
    },
    {
      what: "that an upload asks for the owner's quotas",
      file: `${API}/datasets/create-upload.ts`,
      from: "const at = await ctx.admission.dataset(owner, declared.sizeBytes);",
      to: "const at = await ctx.now();",
      noticedBy: {
        file: `${API}/quotas.test.ts`,
        test: "a dataset that is gone makes room for the next one: deleted before its bytes came",
      },
    },
    {
      what: "that a deletion gives its place back",
      file: `${API}/datasets/delete-dataset.ts`,
      from: "  await ctx.admission.datasetGone(dataset.owner, dataset.size_bytes);\n",
      to: "",
      noticedBy: {
        file: `${API}/quotas.test.ts`,
        test: "a dataset that is gone makes room for the next one: a valid one that is deleted",
      },
    },
    {
      what: "that a presigned upload is held to its length",
      file: "packages/aws/src/light/presign.ts",
      from: 'const bound = { ...headers, "content-length": `${terms.sizeBytes}` };\n  const url',
      to: "const bound = { ...headers };\n  const url",
      noticedBy: {
        file: "packages/aws/src/light/presign.test.ts",
        test: "every URL is the one that the AWS SDK's presigner makes, to the byte",
      },
    },
    {
      what: "that no URL lives longer than a quarter of an hour",
      file: "packages/aws/src/url-terms.ts",
      from: "seconds >= 1 && seconds <= MAX_URL_SECONDS",
      to: "seconds >= 1",
      noticedBy: {
        file: "packages/aws/src/light/presign.test.ts",
        test: "a URL that should live 901 seconds is refused",
      },
    },
  ],
};

const DECIDE = "packages/control-plane/src/server/decide.ts";
const FOUND = "packages/control-plane/test/found-by-the-simulator.test.ts";

/** The rest of what the control plane decides is changed by `npm run sim:mutations`, for the simulator to find. */
const COINCIDENCES: Guarded = {
  promise: "no job is lost or trained twice, where more must coincide than the simulator meets in 15,000 schedules",
  mutations: [
    {
      what: "that a config is swept away only when its attempt is closed",
      file: DECIDE,
      from: "if (seen.isConfigClosed) return",
      to: "if (configJob.doc.value.requeue !== null) return",
      noticedBy: {
        file: FOUND,
        test: "a job that goes back to the queue keeps its config when a machine takes it after all, though its server's status was read before it named the job",
      },
    },
    {
      what: "that a job is put back which an older configuration may be about to assign",
      file: DECIDE,
      from: '[{ type: "put_back" }, ...letGo(seen)]',
      to: "letGo(seen)",
      noticedBy: {
        file: FOUND,
        test: "a server that the configuration does not know any more is assigned no job any more by a function of the older configuration that had just held it",
      },
    },
  ],
};

export const GUARDED: readonly Guarded[] = [OWNERSHIP, ROLES, LOGS, SIGN_IN, LIMITS, COINCIDENCES];
