import type { Guarded } from "../guarded.ts";

const API = "apps/api/src";
const LOG_LINE = "packages/aws/src/logging/log-line.test.ts";
const ASSEMBLED = `${API}/lambda/assemble.test.ts`;

export const LOGS: Guarded = {
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
    {
      what: "nothing is written past the log that hides secrets",
      file: `${API}/lambda/assemble.ts`,
      from: "      checkSize(event);\n",
      to: '      checkSize(event);\n      toStdout(event.headers.authorization ?? "nobody");\n',
      noticedBy: {
        file: "tests/platform/whole-loop.test.ts",
        test: "all of this, an outage and wrong keys on top, left no key, token, credential or presigned URL in any log",
      },
    },
  ],
};
