import { createHmac } from "node:crypto";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { formatAmzDate, scopeText, signingKey } from "../sigv4/signing-key.ts";
import { BUCKET, ROOT, startTestS3 } from "./testing/test-s3.ts";

const { client, url } = await startTestS3();

interface FormOptions {
  readonly conditions?: readonly unknown[];
  readonly fields?: Readonly<Record<string, string>>;
  readonly expiresMs?: number;
  readonly body?: string;
  readonly secret?: string;
}

/** Signs a policy and sends the form as a browser does. */
async function upload(key: string, options: FormOptions = {}): Promise<Response> {
  const amzDate = formatAmzDate(Date.now());
  const scope = { date: amzDate.slice(0, 8), region: "us-east-1", service: "s3" };
  const signing = {
    "x-amz-algorithm": "AWS4-HMAC-SHA256",
    "x-amz-credential": `${ROOT.accessKeyId}/${scopeText(scope)}`,
    "x-amz-date": amzDate,
  };
  const document = {
    expiration: new Date(Date.now() + (options.expiresMs ?? 60_000)).toISOString(),
    conditions: [{ bucket: BUCKET }, ["starts-with", "$key", "up/"], signing, ...(options.conditions ?? [])],
  };
  const policy = Buffer.from(JSON.stringify(document)).toString("base64");
  const signature = createHmac("sha256", signingKey(options.secret ?? ROOT.secretAccessKey, scope))
    .update(policy)
    .digest("hex");
  const form = new FormData();
  const fields = { key, ...signing, policy, "x-amz-signature": signature, ...options.fields };
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  form.append("file", new Blob([options.body ?? "form body"], { type: "text/csv" }), "data.csv");
  return fetch(`${url}/${BUCKET}`, { method: "POST", body: form });
}

const codeOf = async (response: Response): Promise<readonly [number, string | undefined]> => [
  response.status,
  /<Code>(.*)<\/Code>/.exec(await response.text())?.[1],
];
const read = async (Key: string) => {
  const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
  return [await got.Body?.transformToString(), got.ContentType];
};

describe("a form upload", () => {
  test("stores the file under the key, which may take the file's name", async () => {
    expect((await upload("up/${filename}")).status).toBe(204);
    expect(await read("up/data.csv")).toEqual(["form body", "text/csv"]);
  });

  test("keeps a body that looks like its own delimiter", async () => {
    const body = `\r\n--\r\n------formdata-undici-0\r\n${"x".repeat(300_000)}\r\n-`;
    expect((await upload("up/tricky", { body })).status).toBe(204);
    expect((await read("up/tricky"))[0]).toBe(body);
  });

  test("answers as the form asks", async () => {
    const conditions = [["starts-with", "$success_action_status", ""]];
    const created = await upload("up/a", { conditions, fields: { success_action_status: "201" } });
    expect(created.status).toBe(201);
    expect(await created.text()).toContain("<Key>up/a</Key>");
  });

  test.each([
    ["too large", "up/a", { conditions: [["content-length-range", 0, 3]] }, [400, "EntityTooLarge"]],
    ["too small", "up/a", { conditions: [["content-length-range", 100, 200]] }, [400, "EntityTooSmall"]],
    ["under another key", "elsewhere/a", {}, [403, "AccessDenied"]],
    ["with a field the policy does not know", "up/a", { fields: { "x-amz-meta-a": "1" } }, [403, "AccessDenied"]],
    ["after the policy expired", "up/a", { expiresMs: -1 }, [403, "AccessDenied"]],
    ["signed with another secret", "up/a", { secret: "wrong" }, [403, "SignatureDoesNotMatch"]],
    [
      "with an acl",
      "up/a",
      { conditions: [{ "x-amz-acl": "public-read" }], fields: { "x-amz-acl": "public-read" } },
      [400, "AccessControlListNotSupported"],
    ],
  ])("%s is refused", async (_, key, options, refusal) => {
    expect(await codeOf(await upload(key, options))).toEqual(refusal);
  });

  test("without a policy is refused", async () => {
    const form = new FormData();
    form.append("key", "up/a");
    form.append("file", new Blob(["x"]));
    expect(await codeOf(await fetch(`${url}/${BUCKET}`, { method: "POST", body: form }))).toEqual([
      403,
      "AccessDenied",
    ]);
  });
});
