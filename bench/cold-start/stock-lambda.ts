/**
 * The same router as most would deploy it: tRPC's own adapter, every part imported at the start, the AWS SDK with the
 * EC2 client that an API which starts machines itself would have.
 */
import { EC2Client } from "@aws-sdk/client-ec2";
import { appRouter } from "@flash/api";
import { assemble, jobDesk, loadConfig, s3Files, s3Store, toStderr } from "@flash/api/all-at-once";
import { awsLambdaRequestHandler } from "@trpc/server/adapters/aws-lambda";
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** A bundler keeps what is exported. */
export const parts = { ec2: new EC2Client({}), jobDesk, s3Files, s3Store };
// Without what our own client would take: S3 by the AWS SDK alone.
const server = assemble({ ...(await loadConfig(process.env)), s3: null }, toStderr);

export const handler = awsLambdaRequestHandler<typeof appRouter, APIGatewayProxyEventV2>({
  router: appRouter,
  createContext: ({ event }) => server.contextOf(event, { goOn: () => undefined, timeLeftMs: () => Infinity }),
});
