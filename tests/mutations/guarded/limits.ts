import type { Guarded } from "../guarded.ts";

const API = "apps/api/src";
const ASSEMBLED = `${API}/lambda/assemble.test.ts`;
const DOOR = `${API}/lambda/door.test.ts`;

export const LIMITS: Guarded = {
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
      what: "that a used-up allowance is not forgotten for wrong keys' sake",
      file: `${API}/lambda/token-buckets.ts`,
      from: "if (this.#callsIn(bucket, now) >= this.#limit.burst) return who;",
      to: "if (bucket.at > now) return who;",
      noticedBy: {
        file: `${API}/lambda/token-buckets.test.ts`,
        test: "calls with ever new keys give nobody's allowance back",
      },
    },
    {
      what: "that wrong keys are remembered apart",
      file: `${API}/lambda/stored-keys.ts`,
      from: "remember(this.#others, sha256, known);",
      to: "remember(this.#found, sha256, known);",
      noticedBy: {
        file: `${API}/lambda/stored-keys.test.ts`,
        test: "ever new wrong keys push out no key that stands for somebody",
      },
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
