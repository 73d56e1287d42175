import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ServerName } from "@flash/schemas";
import { Match, type Template } from "aws-cdk-lib/assertions";
import { describe, expect, test } from "vitest";
import { EXAMPLE } from "../src/costs/costs-table.ts";
import { setupScript } from "../src/machine/setup-script.ts";
import { BEHIND_DOOR, CREATED, EXISTING, templateOf } from "./synthesised.ts";

const existing = templateOf(EXISTING);
const created = templateOf(CREATED);
const both: [string, Template][] = [
  ["a machine that is there", existing],
  ["a machine that is made", created],
];

/** Of a resource, as CDK's own matchers have them. */
type Properties = Record<string, Record<string, string>>;

interface DataBucket {
  readonly id: string;
  readonly resource: object;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The bucket of everything that the platform keeps. The page's files have another one: page.test.ts. */
const dataBucket = (template: Template): DataBucket => {
  const Properties = { BucketName: "flash-dev-123456789012-eu-central-1" };
  const [found, ...more] = Object.entries(template.findResources("AWS::S3::Bucket", { Properties }));
  if (found === undefined || more.length > 0) throw new Error("there is not just one bucket of that name");
  const [id, resource] = found;
  return { id, resource, properties: resource["Properties"] };
};

/** The page's, whose name CloudFront gives. */
const pageOrigin = (template: Template): object => {
  const [distribution, ...more] = Object.keys(template.findResources("AWS::CloudFront::Distribution"));
  if (distribution === undefined || more.length > 0) throw new Error("there is not just one distribution");
  return { "Fn::Join": ["", ["https://", { "Fn::GetAtt": [distribution, "DomainName"] }]] };
};

describe.each(both)("with %s", (_, template) => {
  test("the bucket is private, encrypted, refuses plain HTTP, and outlives the stack", () => {
    const { id, resource } = dataBucket(template);
    expect(resource).toMatchObject({
      DeletionPolicy: "Retain",
      UpdateReplacePolicy: "Retain",
      Properties: {
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: expect.anything(),
        OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] },
      },
    });
    template.hasResourceProperties("AWS::S3::BucketPolicy", {
      Bucket: { Ref: id },
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
        ]),
      },
    });
  });

  test("the bucket takes uploads from the origins that are allowed and from the page's, no other", () => {
    expect(dataBucket(template).properties["CorsConfiguration"]).toMatchObject({
      CorsRules: [
        {
          AllowedOrigins: ["https://train.example.org", pageOrigin(template)],
          AllowedMethods: ["GET", "PUT", "HEAD"],
        },
      ],
    });
  });

  test("nothing in the bucket ever expires but unfinished uploads, checkpoints a week after their job's longest, and what is noted of calls", () => {
    expect(dataBucket(template).properties["LifecycleConfiguration"]).toEqual({
      Rules: [
        { Id: "unfinished-uploads", Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } },
        {
          Id: "checkpoints",
          Status: "Enabled",
          TagFilters: [{ Key: "flash:kind", Value: "checkpoint" }],
          // A day in the queue, three times six hours of training and ten minutes of booting.
          ExpirationInDays: 9,
        },
        {
          Id: "requests",
          Status: "Enabled",
          TagFilters: [{ Key: "flash:kind", Value: "request" }],
          ExpirationInDays: 30,
        },
      ],
    });
  });

  test("start and stop hear of training configs alone, of every way in which one comes or goes", () => {
    const { LambdaConfigurations } = dataBucket(template).properties["NotificationConfiguration"] as {
      LambdaConfigurations: { Event: string; Filter: { S3Key: { Rules: { Value: string }[] } } }[];
    };
    const heard = LambdaConfigurations.map(({ Event, Filter }) =>
      [Event, ...Filter.S3Key.Rules.map(({ Value }) => Value)].join(" "),
    );
    expect(heard).toEqual([
      "s3:ObjectCreated:* training/ training.json",
      "s3:ObjectCreated:* servers/ /training/training.json",
      "s3:ObjectRemoved:* training/ training.json",
      "s3:ObjectRemoved:* servers/ /training/training.json",
    ]);
    const permissions = Object.values(template.findResources("AWS::Lambda::Permission")).map(
      (permission) => permission["Properties"] as Record<string, unknown>,
    );
    const fromS3 = permissions.filter(({ Principal }) => Principal === "s3.amazonaws.com");
    expect(fromS3.map(({ SourceAccount }) => SourceAccount)).toEqual(["123456789012", "123456789012"]);
  });

  test("each address of the API has both permissions that it needs, and streams where it should", () => {
    template.resourceCountIs("AWS::Lambda::Url", 2);
    for (const InvokeMode of ["BUFFERED", "RESPONSE_STREAM"]) {
      template.hasResourceProperties("AWS::Lambda::Url", {
        AuthType: "NONE",
        InvokeMode,
        Cors: Match.objectLike({
          AllowOrigins: ["https://train.example.org", pageOrigin(template)],
          AllowMethods: ["GET", "POST"],
          AllowHeaders: Match.arrayWith(["authorization", "content-type"]),
        }),
      });
    }
    const open = { Principal: "*" };
    template.resourcePropertiesCountIs(
      "AWS::Lambda::Permission",
      { ...open, Action: "lambda:InvokeFunctionUrl", FunctionUrlAuthType: "NONE" },
      2,
    );
    template.resourcePropertiesCountIs(
      "AWS::Lambda::Permission",
      { ...open, Action: "lambda:InvokeFunction", InvokedViaFunctionUrl: true },
      2,
    );
  });

  test("start and stop may call each other for as long as a queue lasts", () => {
    template.resourcePropertiesCountIs("AWS::Lambda::Function", { RecursiveLoop: "Allow" }, 2);
  });

  test("what a trigger could not do is kept; no concurrency is taken from the account", () => {
    template.resourcePropertiesCountIs("AWS::Lambda::Function", { DeadLetterConfig: Match.anyValue() }, 3);
    template.resourcePropertiesCountIs(
      "AWS::Lambda::Function",
      { ReservedConcurrentExecutions: Match.absent(), Runtime: "nodejs24.x" },
      5,
    );
  });

  test("the sweep runs every minute and when one of our machines changes, no other", () => {
    template.hasResourceProperties("AWS::Events::Rule", { ScheduleExpression: "rate(1 minute)" });
    template.hasResourceProperties("AWS::Events::Rule", {
      EventPattern: {
        source: ["aws.ec2"],
        "detail-type": ["EC2 Instance State-change Notification"],
        detail: {
          "instance-id": [template === existing ? "i-0123456789abcdef0" : { Ref: "machinedefaulttrainer" }],
          state: ["running", "stopped", "terminated"],
        },
      },
    });
  });

  test("nothing wakes the sweep before the bucket is there: every sweep would fail, and leave a dead letter", () => {
    const waits = { DependsOn: Match.arrayWith([dataBucket(template).id]) };
    expect(Object.keys(template.findResources("AWS::Events::Rule", waits))).toHaveLength(2);
  });

  test("every log is kept for a time, and every alarm speaks and has its place in docs/operations.md", () => {
    template.resourcePropertiesCountIs("AWS::Logs::LogGroup", { RetentionInDays: 30 }, 5);
    const alarms = Object.values(template.findResources("AWS::CloudWatch::Alarm"));
    expect(alarms).not.toEqual([]);
    for (const { Properties } of alarms)
      expect(Properties).toMatchObject({ AlarmActions: [{ Ref: expect.stringMatching(/^alarms/u) }] });
  });

  test("nothing is billed by the hour: no NAT, no address, no key, no endpoint but S3's free one", () => {
    for (const type of ["AWS::EC2::NatGateway", "AWS::EC2::EIP", "AWS::KMS::Key", "AWS::EC2::InternetGateway"])
      template.resourceCountIs(type, 0);
    const endpoints = Object.values(template.findResources("AWS::EC2::VPCEndpoint"));
    expect(endpoints).toHaveLength(template === created ? 1 : 0);
    for (const { Properties } of endpoints) expect(Properties).toMatchObject({ VpcEndpointType: "Gateway" });
  });
});

test("a machine that is made has no way in, an encrypted disk, and is stopped by its own shutdown", () => {
  const tags = Match.arrayWith([
    { Key: "flash:server", Value: "default" },
    { Key: "flash:stack", Value: "flash-dev" },
  ]);
  const [template = "none"] = Object.keys(
    created.findResources("AWS::EC2::LaunchTemplate", {
      Properties: {
        LaunchTemplateData: {
          InstanceInitiatedShutdownBehavior: "stop",
          MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 1 },
          BlockDeviceMappings: [{ Ebs: { Encrypted: true, VolumeType: "gp3" } }],
          TagSpecifications: [
            { ResourceType: "instance", Tags: tags },
            { ResourceType: "volume", Tags: tags },
          ],
        },
      },
    }),
  );
  const Version = { "Fn::GetAtt": [template, "LatestVersionNumber"] };
  created.hasResourceProperties("AWS::EC2::Instance", {
    LaunchTemplate: { LaunchTemplateId: { Ref: template }, Version },
  });
  created.hasResourceProperties("AWS::EC2::SecurityGroup", { SecurityGroupIngress: Match.absent() });
  created.hasResourceProperties("AWS::EC2::Subnet", { MapPublicIpOnLaunch: false });
  created.resourceCountIs("AWS::EC2::Route", 0);
});

test("of a hundred machines each is heard of, by patterns that EventBridge takes", () => {
  const MAX_PATTERN = 2_048;
  const ids = Array.from({ length: 100 }, (_, index) => `i-0123456789abcd${String(index).padStart(3, "0")}`);
  const machines = Object.fromEntries(ids.map((instanceId, index) => [`box${index}`, { instanceId }]));
  const serves = { "text-classification": Object.keys(machines) };
  const rules = templateOf({ ...EXISTING, servers: [{ name: "default", machines, serves }] }).findResources(
    "AWS::Events::Rule",
  );
  const patterns = Object.values(rules).flatMap(({ Properties: { EventPattern } }) =>
    EventPattern === undefined ? [] : [EventPattern as { detail: { "instance-id": string[] } }],
  );
  expect(patterns.flatMap(({ detail }) => detail["instance-id"])).toEqual(ids);
  for (const pattern of patterns) expect(JSON.stringify(pattern).length).toBeLessThanOrEqual(MAX_PATTERN);
});

test("machines that are there already bring no network", () => {
  existing.resourceCountIs("AWS::EC2::VPC", 0);
  existing.resourceCountIs("AWS::EC2::Instance", 0);
});

test("the agent's version is not in the machine's user data: a new one must not replace the machine", () => {
  const facts = { bucket: "flash-bucket", region: "eu-central-1", server: ServerName.parse("default") };
  const script = setupScript(facts);
  expect(script).toContain("s3://flash-bucket/agent/agent.tar.gz");
  expect(script, "or systemd ends the agent together with a trainer that had no memory, and nobody tells").toMatch(
    /^OOMPolicy=continue$/mu,
  );
  expect(script).toMatch(/FLASH_TRAINER_LAUNCHER='\["\/usr\/bin\/unshare","--net".*"--reuid=flash-trainer"/u);
  const parts = [script, /<<'FLASH_END'\n(#!\/bin\/bash\n[^]*?)FLASH_END/u.exec(script)?.[1] ?? "("];
  for (const part of parts) expect(spawnSync("bash", ["-n"], { input: part, encoding: "utf8" }).stderr).toBe("");
});

test("old versions go after thirty days where versions are kept, and then the markers of what was deleted", () => {
  const versioned = templateOf({ ...EXISTING, versioning: true });
  expect(dataBucket(versioned).properties).toMatchObject({
    VersioningConfiguration: { Status: "Enabled" },
    LifecycleConfiguration: {
      Rules: [
        { Id: "unfinished-uploads" },
        { Id: "checkpoints" },
        { Id: "requests" },
        { Id: "old-versions", NoncurrentVersionExpiration: { NoncurrentDays: 30 }, ExpiredObjectDeleteMarker: true },
      ],
    },
  });
});

test("a stage may be in two regions at once: what one account has but once is named by the region too", () => {
  const TYPES = {
    "AWS::Budgets::Budget": ({ Budget }: Properties) => Budget?.["BudgetName"],
    "AWS::CloudFront::Function": ({ Name }: Properties) => Name,
    "AWS::CloudFront::OriginAccessControl": ({ OriginAccessControlConfig }: Properties) =>
      OriginAccessControlConfig?.["Name"],
    "AWS::CloudFront::ResponseHeadersPolicy": ({ ResponseHeadersPolicyConfig }: Properties) =>
      ResponseHeadersPolicyConfig?.["Name"],
    "AWS::CloudWatch::Dashboard": ({ DashboardName }: Properties) => DashboardName,
  };
  const namesIn = (region: string): readonly unknown[] => {
    const template = templateOf({ ...BEHIND_DOOR, region, alarms: { monthlyBudgetUsd: 200 } });
    return Object.entries(TYPES).flatMap(([type, nameOf]) =>
      Object.values(template.findResources(type)).map(({ Properties }) => nameOf(Properties)),
    );
  };
  const [here, there] = [namesIn("eu-central-1"), namesIn("us-east-1")];
  expect(here).toHaveLength(6);
  expect(here.filter((name) => typeof name !== "string" || there.includes(name))).toEqual([]);
});

test("a bucket that is taken back is first named and no more, as CloudFormation changes nothing of it; all else is as ever", () => {
  const versioned = { ...EXISTING, versioning: true };
  const [first, then] = [templateOf(versioned, true), templateOf(versioned)];
  expect(dataBucket(first).properties).toEqual({ BucketName: "flash-dev-123456789012-eu-central-1" });
  const { id } = dataBucket(then);
  const others = (template: Template) => ({ ...template.toJSON()["Resources"], [id]: null });
  expect(others(first)).toEqual(others(then));
  expect(dataBucket(first).resource).toMatchObject({ DeletionPolicy: "Retain" });
});

test("on request the bucket itself refuses to change a control document without a condition", () => {
  const strict = templateOf({ ...EXISTING, enforceConditionalWrites: true });
  strict.hasResourceProperties("AWS::S3::BucketPolicy", {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Sid: "DeleteOnlyWhatWasRead",
          Effect: "Deny",
          Action: "s3:DeleteObject",
          Condition: { Null: { "s3:if-match": "true" } },
        }),
      ]),
    },
  });
});

test("alarms and the budget may speak on the topic, this account's alone, and the budget does", () => {
  const Budget = { monthlyBudgetUsd: 200, email: "ops@example.org" };
  const watched = templateOf({ ...EXISTING, alarms: Budget });
  const [topic] = Object.keys(watched.findResources("AWS::SNS::Topic"));
  const publishes = (service: string, arn: string) =>
    Match.objectLike({
      Effect: "Allow",
      Action: "sns:Publish",
      Principal: { Service: `${service}.amazonaws.com` },
      Condition: { StringEquals: { "aws:SourceAccount": "123456789012" }, ArnLike: { "aws:SourceArn": arn } },
    });
  watched.hasResourceProperties("AWS::SNS::TopicPolicy", {
    PolicyDocument: {
      Statement: Match.arrayWith([
        publishes("cloudwatch", "arn:aws:cloudwatch:eu-central-1:123456789012:alarm:flash-dev-*"),
        publishes("budgets", "arn:aws:budgets::123456789012:*"),
      ]),
    },
  });
  watched.hasResource("AWS::Budgets::Budget", {
    DependsOn: [Match.stringLikeRegexp("^alarmsPolicy")],
    Properties: {
      // AWS forecasts nothing in the first weeks of an account: until then what was spent has to speak.
      NotificationsWithSubscribers: ["FORECASTED", "ACTUAL"].map((NotificationType) => ({
        Notification: { NotificationType, ComparisonOperator: "GREATER_THAN", Threshold: 100 },
        Subscribers: [
          { SubscriptionType: "SNS", Address: { Ref: topic } },
          { SubscriptionType: "EMAIL", Address: "ops@example.org" },
        ],
      })),
    },
  });
  existing.resourceCountIs("AWS::Budgets::Budget", 0);
});

test("every alarm has its chapter in docs/operations.md, and each metric that it looks at its place among the costs", () => {
  const text = readFileSync(fileURLToPath(new URL("../../docs/operations.md", import.meta.url)), "utf8");
  const chapters = [...text.matchAll(/^### ([a-z-]+)$/gmu)].map(([, id]) => id);
  const alarms = Object.values(created.findResources("AWS::CloudWatch::Alarm"));
  const names = alarms.map(({ Properties }) =>
    String(Properties.AlarmName)
      .replace(/^flash-dev-/u, "")
      .replace(/-\d+$/u, ""),
  );
  expect(new Set(chapters)).toEqual(new Set([...names, "budget"]));
  const looksAt = alarms.flatMap(({ Properties: { Metrics = [{ MetricStat: {} }] } }) =>
    (Metrics as object[]).filter((metric) => "MetricStat" in metric),
  );
  const MACHINES = 1;
  expect(looksAt).toHaveLength(EXAMPLE.alarmMetrics + MACHINES);
});

test("an alarm about all functions rings for one of them, while nobody calls the others", () => {
  for (const AlarmName of ["flash-dev-function-errors", "flash-dev-throttles"])
    created.hasResourceProperties("AWS::CloudWatch::Alarm", {
      AlarmName,
      // With `m0 + m1` a function that was not called, and so has no figure, would leave the sum without one.
      Metrics: Match.arrayWith([Match.objectLike({ Expression: "SUM(METRICS())", ReturnData: true })]),
    });
});

test("a machine that short jobs switch on every hour is not on too long", () => {
  created.hasResourceProperties("AWS::CloudWatch::Alarm", {
    AlarmName: "flash-dev-machine-on-too-long-0",
    Statistic: "SampleCount",
    Period: 3_600,
    // Of 60 samples an hour; between a stop and the next start lie three minutes at least.
    Threshold: 58,
    ComparisonOperator: "GreaterThanOrEqualToThreshold",
  });
});

test("both functions of the API are told the limits of datasets, and nobody is where none are changed", () => {
  const FLASH_LIMITS = '{"text-classification":{"maxRows":10000}}';
  const told = { Properties: { Environment: { Variables: { FLASH_LIMITS } } } };
  const limited = templateOf({ ...EXISTING, limits: { "text-classification": { maxRows: 10_000 } } });
  expect(Object.keys(limited.findResources("AWS::Lambda::Function", told))).toHaveLength(2);
  expect(JSON.stringify(existing.toJSON())).not.toContain("FLASH_LIMITS");
});

describe("settings that Lambda would refuse are found before anything is deployed", () => {
  const names = Array.from({ length: 40 }, (_, index) => String(index).padStart(2, "0"));
  test.each([
    [
      "servers",
      {
        servers: names.map((digits) => ({
          name: `gpu-${digits}`,
          machines: { box: { instanceId: `i-0123456789abcde${digits}` } },
          serves: { "text-classification": ["box"], "image-classification": ["box"] },
        })),
      },
      /function api are \d{4} bytes, and Lambda takes 4096: FLASH_FLEET has \d{4} of them: deploy some/u,
    ],
    [
      "owners with quotas of their own",
      {
        quotas: {
          owners: Object.fromEntries(
            names.map((digits) => [
              `owner-number-${digits}@example.org`,
              { openJobs: 1, datasets: 1, machineSecondsPerMonth: null },
            ]),
          ),
        },
      },
      /FLASH_QUOTAS has \d{4} of them: name fewer owners/u,
    ],
  ])("too many %s", (_, changes, message) => {
    expect(() => templateOf({ ...EXISTING, ...changes })).toThrow(message);
  });
});
