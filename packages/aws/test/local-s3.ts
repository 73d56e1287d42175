import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { startS3 } from "@flash/local-aws";
import type { Identity, LocalS3 } from "@flash/local-aws";
import type { S3Access } from "../src/light/access.ts";
import { documentsS3Client } from "../src/s3-clients.ts";

export const BUCKET = "flash-test";
const ADMIN = { accessKeyId: "admin", secretAccessKey: "secret", name: "admin" } satisfies Identity;

/** Where an S3 is, and as whom to speak to it: as the SDK's clients take it. */
export interface Place {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The same for the light client. */
export const accessOf = ({ endpoint, region, credentials }: Place): S3Access => ({
  region,
  ...credentials,
  sessionToken: null,
  endpoint: new URL(endpoint),
});

export interface S3UnderTest {
  readonly s3: LocalS3;
  /** How a client reaches it, as the administrator or as one of the identities that were given. */
  readonly config: (identity?: Identity) => Place;
  readonly close: () => Promise<void>;
}

/** The local cloud's S3 with {@link BUCKET} in it, in a folder that goes with it. */
export async function localS3(identities: readonly Identity[] = [], now?: () => number): Promise<S3UnderTest> {
  const dataFolder = mkdtempSync(join(tmpdir(), "flash-aws-s3-"));
  const s3 = await startS3({ dataFolder, identities: [ADMIN, ...identities], ...(now === undefined ? {} : { now }) });
  const config = (identity: Identity = ADMIN): Place => ({
    endpoint: s3.url,
    region: "us-east-1",
    credentials: { accessKeyId: identity.accessKeyId, secretAccessKey: identity.secretAccessKey },
  });
  await documentsS3Client(config()).send(new CreateBucketCommand({ Bucket: BUCKET }));
  const close = async (): Promise<void> => {
    await s3.close();
    rmSync(dataFolder, { recursive: true, force: true });
  };
  return { s3, config, close };
}
