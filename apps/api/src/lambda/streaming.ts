import { getTRPCErrorFromUnknown } from "@trpc/server";
import { awsLambdaStreamingRequestHandler } from "@trpc/server/adapters/aws-lambda";
import type { APIGatewayProxyEventV2, StreamifyHandler } from "aws-lambda";
import { problemOf } from "../errors/wire-error.ts";
import { appRouter } from "../router.ts";
import { WRONG_DOOR } from "./front-door.ts";
import { logUnlessRefusal } from "./log.ts";
import { responseHeaders } from "./response-headers.ts";
import type { Server } from "./server.ts";

/** Subscriptions over a Function URL with response streaming. The invocation ends with the work that goes on. */
export function streamingHandler(server: Server): StreamifyHandler<APIGatewayProxyEventV2, void> {
  return async (event, stream, invocation) => {
    if (!server.letsIn(event)) {
      const { body, ...head } = WRONG_DOOR;
      awslambda.HttpResponseStream.from(stream, head).end(body);
      return;
    }
    const work: Promise<unknown>[] = [];
    const { requestId } = event.requestContext;
    const handle = awsLambdaStreamingRequestHandler<typeof appRouter, APIGatewayProxyEventV2>({
      router: appRouter,
      createContext: () =>
        server.contextOf(event, {
          goOn: (more) => void work.push(more),
          timeLeftMs: () => invocation.getRemainingTimeInMillis(),
        }),
      allowBatching: false,
      responseMeta: ({ errors }) => ({ headers: responseHeaders(errors.map(problemOf)) }),
      onError: ({ error, path }) => logUnlessRefusal(server.log, error, requestId, path),
    });
    await handle(event, stream, invocation);
    for (const outcome of await Promise.allSettled(work)) {
      if (outcome.status === "rejected")
        logUnlessRefusal(server.log, getTRPCErrorFromUnknown(outcome.reason), requestId);
    }
  };
}
