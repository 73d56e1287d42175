import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Context } from "../context.ts";
import type { Log } from "./log.ts";

/** What both entries serve. */
export interface Server {
  readonly log: Log;
  /**
   * @param goOn - see {@link Context.goOn}: how much longer than its answer an invocation lives is up to its entry.
   * @throws FlashRefusal `request_too_large`, `rate_limited`; Error when nobody can tell now whom the key stands for.
   */
  contextOf(event: APIGatewayProxyEventV2, goOn: Context["goOn"]): Promise<Context>;
}
