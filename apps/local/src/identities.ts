import {
  type FunctionName,
  functionStatements,
  trainingServerStatements,
  unconditionalChanges,
} from "@flash/aws/permissions";
import type { Fleet } from "@flash/control-plane";
import type { Identity } from "@flash/local-aws";
import type { ServerName } from "@flash/schemas";
import { BUCKET, STACK } from "./local-setup.ts";

/** Whoever signs requests on the local platform, each with the very permissions that it has on AWS. */
export interface Identities {
  /** Sets the bucket up; no function has it. */
  readonly owner: Identity;
  readonly functions: Readonly<Record<FunctionName, Identity>>;
  /** Of each server's machines. */
  readonly trainingServer: (server: ServerName) => Identity;
  readonly all: readonly Identity[];
}

const PLACE = { bucketArn: `arn:aws:s3:::${BUCKET}`, instancesArn: "arn:aws:ec2:*:*:instance/*", stack: STACK };

/** @param newSecret - a new secret access key with each call: they live as long as the platform runs. */
export function createIdentities(fleet: Fleet, newSecret: () => string): Identities {
  let count = 0;
  const identity = (name: string, allow?: Identity["allow"]): Identity => ({
    name,
    accessKeyId: `LOCALFLASH0000000${String((count += 1)).padStart(3, "0")}`,
    secretAccessKey: newSecret(),
    ...(allow === undefined ? {} : { allow }),
  });
  // Every role on AWS signs with temporary credentials, whose token goes along with each request and in each URL.
  const role = (name: string, allow: Identity["allow"]): Identity => ({
    ...identity(name, allow),
    // On AWS the bucket denies them only where it is told to; here nothing of Flash may ever need what it denies.
    deny: unconditionalChanges(PLACE),
    sessionToken: newSecret(),
  });
  const ofFunction = (name: FunctionName): Identity => role(name, functionStatements(name, PLACE));
  const owner = identity("owner");
  const functions = {
    api: ofFunction("api"),
    "api-stream": ofFunction("api-stream"),
    start: ofFunction("start"),
    stop: ofFunction("stop"),
    sweep: ofFunction("sweep"),
  };
  const servers = new Map(
    fleet.map(({ name }) => [name, role(`training-server-${name}`, trainingServerStatements(name, PLACE))]),
  );
  return {
    owner,
    functions,
    trainingServer: (server) => {
      const found = servers.get(server);
      if (found === undefined) throw new Error(`there is no server ${server}`);
      return found;
    },
    all: [owner, ...Object.values(functions), ...servers.values()],
  };
}
