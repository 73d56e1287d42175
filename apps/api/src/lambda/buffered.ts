import { callTRPCProcedure, getTRPCErrorFromUnknown, getTRPCErrorShape } from "@trpc/server";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import type { Context } from "../context.ts";
import type { WireError } from "../errors/wire-error.ts";
import { appRouter } from "../router.ts";
import { WRONG_DOOR } from "./front-door.ts";
import { logUnlessRefusal } from "./log.ts";
import { parseRequest, type ParsedRequest } from "./parse-request.ts";
import { responseHeaders } from "./response-headers.ts";
import type { Invocation, Server } from "./server.ts";

type Answer = { readonly result: { readonly data: unknown } } | { readonly error: WireError };

/** One call as tRPC is told of it; without a path: the request names none. */
interface Call {
  readonly path?: string;
  readonly type: ParsedRequest["type"] | "unknown";
}

const statusOf = (answer: Answer): number => ("error" in answer ? answer.error.data.httpStatus : 200);

/** 207: the calls of a batch ended differently. */
function batchStatus(answers: readonly Answer[]): number {
  const [status = 200, ...others] = new Set(answers.map(statusOf));
  return others.length > 0 ? 207 : status;
}

const problemIn = (answer: Answer) => ("error" in answer ? answer.error.data.problem : null);

const respond = (answers: readonly Answer[], isBatch: boolean): APIGatewayProxyStructuredResultV2 => ({
  statusCode: batchStatus(answers),
  headers: { "content-type": "application/json", ...responseHeaders(answers.map(problemIn)) },
  body: JSON.stringify(isBatch ? answers : answers[0]),
});

/**
 * Queries and mutations over a Function URL.
 *
 * tRPC's own adapter goes through `Request` and `Response`. For the first of them Node loads an HTTP client: about
 * 90 ms of a cold function's first answer, against 10 without, and three times the work on every later one. It stays in
 * use for streams, and in the test that holds this one to its answers.
 */
export function bufferedHandler(
  server: Server,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  return async (event) => {
    if (!server.letsIn(event)) return WRONG_DOOR;
    if (event.requestContext.http.method === "HEAD") return { statusCode: 204, headers: responseHeaders([]) };
    const { requestId } = event.requestContext;
    let ctx: Context | undefined;
    const failed = (cause: unknown, call: Call): Answer => {
      const error = getTRPCErrorFromUnknown(cause);
      logUnlessRefusal(server.log, error, requestId, call.path);
      return {
        error: getTRPCErrorShape({
          config: appRouter._def._config,
          error,
          ctx,
          path: undefined,
          input: undefined,
          ...call,
        }),
      };
    };
    try {
      const known = await server.contextOf(event, ANSWER_ONLY);
      ctx = known;
      const request = parseRequest(event);
      const answers = await Promise.all(
        request.paths.map((path, index) =>
          answer(known, request, index, path).catch((cause: unknown) => failed(cause, { path, type: request.type })),
        ),
      );
      return respond(answers, request.isBatch);
    } catch (cause) {
      return respond([failed(cause, { type: "unknown" })], false);
    }
  };
}

async function answer(ctx: Context, request: ParsedRequest, index: number, path: string): Promise<Answer> {
  const data: unknown = await callTRPCProcedure({
    router: appRouter,
    path,
    type: request.type,
    ctx,
    getRawInput: async () => request.inputOf(index),
    signal: undefined,
    batchIndex: index,
  });
  return { result: { data } };
}

/** Only streams have work that outlives them, or that may take longer than there is time for. */
const ANSWER_ONLY: Invocation = {
  goOn: () => {
    throw new Error("a buffered answer has no work that goes on");
  },
  timeLeftMs: () => {
    throw new Error("a buffered answer has no work that asks for the time");
  },
};
