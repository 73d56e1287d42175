import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Context } from "../context.ts";
import type { Log } from "./error-log.ts";

/** What both entries serve. */
export interface Server {
  readonly log: Log;
  /**
   * @param goOn - see {@link Context.goOn}: how much longer than its answer an invocation lives is up to its entry.
   * @throws Error when nobody can tell now whom the key stands for.
   */
  contextOf(event: APIGatewayProxyEventV2, goOn: Context["goOn"]): Promise<Context>;
}
