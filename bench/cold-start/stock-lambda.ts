/**
 * The same router as most would deploy it: tRPC's own adapter, every part imported at the start, the AWS SDK with the
 * EC2 client that an API which starts machines itself would have.
 */
import { EC2Client } from "@aws-sdk/client-ec2";
import { appRouter } from "@flash/api";
import { awsLambdaRequestHandler } from "@trpc/server/adapters/aws-lambda";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import "../../apps/api/src/lambda/job-desk.ts";
import "../../apps/api/src/lambda/s3-files.ts";
import "../../apps/api/src/lambda/s3-store.ts";
import { assemble } from "../../apps/api/src/lambda/assemble.ts";
import { loadConfig } from "../../apps/api/src/lambda/config.ts";
import { toStderr } from "../../apps/api/src/lambda/log.ts";

export const ec2 = new EC2Client({});
const server = assemble(loadConfig(process.env), toStderr);

export const handler = awsLambdaRequestHandler<typeof appRouter, APIGatewayProxyEventV2>({
  router: appRouter,
  createContext: ({ event }) => server.contextOf(event, () => undefined),
});
