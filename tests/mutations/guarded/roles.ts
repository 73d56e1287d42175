import type { Guarded } from "../guarded.ts";

const PERMISSIONS = "packages/aws/src/permissions";
const POLICIES = "infra/test/permissions.test.ts";
const REVIEWED = "what the roles may do is what docs/security.md was reviewed for, line by line";
const STACK = "infra/test/stack.test.ts";
const TEMPLATE = "infra/test/template.test.ts";
/** The running platform, whose functions have these permissions and no others. */
const ORIGINAL = "tests/platform/original.test.ts";

export const ROLES: Guarded = {
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
      what: "that the rule may create a training config",
      file: `${PERMISSIONS}/function-permissions.ts`,
      from: 'write: ["status", "brokenStatus", "trainingConfig",',
      to: 'write: ["status", "brokenStatus",',
      noticedBy: {
        file: ORIGINAL,
        test: "`train` first updates the server status in `status.json` to active then reads the training configuration, validates the dataset and creates the `training.json` file on S3.",
      },
    },
    {
      what: "that the triggers may stop a machine",
      file: `${PERMISSIONS}/function-permissions.ts`,
      from: '["ec2:StartInstances", "ec2:StopInstances"]',
      to: '["ec2:StartInstances"]',
      noticedBy: {
        file: ORIGINAL,
        test: "one job, from its config's creation to the sleeping server As soon as the `training.json` config file is deleted, `stop` is invoked: the corresponding EC2 instance is turned off. It then updates the status in `status.json` to sleeping.",
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
      what: "that nobody goes around the front door",
      file: "apps/api/src/lambda/assemble.ts",
      from: "letsIn: (event) => isThroughFrontDoor(config.originSecret, event),",
      to: "letsIn: () => true,",
      noticedBy: {
        file: "apps/api/src/lambda.test.ts",
        test: "behind a front door only what it passes on is looked at, by both functions",
      },
    },
    {
      what: "that the front door sends along what the functions ask for",
      file: "infra/src/stack/front-door.ts",
      from: "      customHeaders: { [ORIGIN_SECRET_HEADER]: secret },\n",
      to: "",
      noticedBy: {
        file: "infra/test/front-door.test.ts",
        test: "what the page's address passes on carries the secret that both functions ask for, and no other function knows",
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
    {
      what: "that what cdk-nag finds is acknowledged one by one",
      file: "infra/src/stack/bucket.ts",
      from: '  acknowledge(bucket, "AwsSolutions-S1");\n',
      to: "",
      noticedBy: {
        file: TEMPLATE,
        test: "what a fresh clone deploys passes cdk-nag and CloudFormation's own rules, and is what was reviewed",
      },
    },
    {
      what: "that what CloudFormation would refuse is found before",
      file: "infra/src/synthesise.ts",
      from: '"@aws-cdk/core:validateAgainstDefaultRules": true',
      to: '"@aws-cdk/core:validateAgainstDefaultRules": false',
      noticedBy: {
        file: TEMPLATE,
        test: "what cdk-nag finds and nobody has acknowledged, or CloudFormation would refuse, makes no template",
      },
    },
    {
      what: "that CloudWatch may publish to the topic of alarms",
      file: "infra/src/stack/alarm-topic.ts",
      from: "    cloudwatch: `arn:aws:cloudwatch:${region}:${account}:alarm:${stackName}-*`,\n",
      to: "",
      noticedBy: {
        file: STACK,
        test: "alarms and the budget may speak on the topic, this account's alone, and the budget does",
      },
    },
  ],
};
