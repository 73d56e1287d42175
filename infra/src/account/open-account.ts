import { randomUUID } from "node:crypto";
import { bytesS3Client, s3ObjectStore } from "@flash/aws";
import { ec2Client } from "@flash/aws/ec2";
import { Documents } from "@flash/control-plane";
import * as z from "zod";
import { bucketName, type ChosenStage, CommandFault, stackName } from "../config/load-config.ts";
import { judgeClock } from "../doctor/clock.ts";
import { type Credentials, credentialsOf, refusedCredentials } from "./credentials.ts";
import { signedCall } from "./signed-call.ts";

/** The account that a stage lives in, as the deployer's credentials see it. */
export interface Account {
  readonly id: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly stack: string;
  readonly bucket: string;
  readonly s3: ReturnType<typeof bytesS3Client>;
  readonly ec2: ReturnType<typeof ec2Client>;
  readonly documents: Documents;
}

const Identity = z.object({
  GetCallerIdentityResponse: z.object({ GetCallerIdentityResult: z.object({ Account: z.string() }) }),
});
const Refusal = z.object({ Error: z.object({ Code: z.string() }) });

/** @throws CommandFault without credentials, with ones that AWS refuses, and with those of another account. */
export async function openAccount({ name, settings }: ChosenStage): Promise<Account> {
  const { region } = settings;
  const ec2 = ec2Client({ region });
  const credentials = await credentialsOf(ec2);
  const id = await accountOf(region, credentials);
  if (settings.account !== undefined && settings.account !== id) {
    throw new CommandFault(
      `Stage ${name} belongs to account ${settings.account}, but these credentials are of ${id}: name another profile with --profile.`,
    );
  }
  const s3 = bytesS3Client({ region });
  const bucket = bucketName(name, id, region);
  const documents = new Documents(s3ObjectStore(s3, bucket), randomUUID);
  return { id, region, credentials, stack: stackName(name), bucket, s3, ec2, documents };
}

async function accountOf(region: string, credentials: Credentials): Promise<string> {
  const answer = await signedCall({
    service: "sts",
    region,
    credentials,
    method: "POST",
    url: `https://sts.${region}.amazonaws.com/`,
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "Action=GetCallerIdentity&Version=2011-06-15",
  }).catch((error: unknown) => {
    throw new CommandFault(
      `AWS cannot be reached in ${region}: ${messageOf(error)}. Check the region and the network.`,
    );
  });
  const identity = Identity.safeParse(answer.body);
  if (identity.success) return identity.data.GetCallerIdentityResponse.GetCallerIdentityResult.Account;
  const refusal = Refusal.safeParse(answer.body);
  // Signatures are good for some minutes: with a clock that is further off, good credentials are refused too.
  const clock = answer.at === null ? null : judgeClock(Date.now() - answer.at.getTime());
  if (clock?.level === "fault") throw new CommandFault(`${clock.what}: ${clock.remedy}.`);
  throw refusedCredentials(refusal.success ? refusal.data.Error.Code : `HTTP ${answer.status}`);
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
