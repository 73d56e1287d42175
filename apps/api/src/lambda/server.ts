import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { Context } from "../context.ts";
import type { Log } from "./log.ts";

/** What a request knows of the function that answers it. */
export type Invocation = Pick<Context, "goOn" | "timeLeftMs">;

/** What both entries serve. */
export interface Server {
  readonly log: Log;
  /** false: it went around the front door, and gets no other answer than that. */
  letsIn(event: APIGatewayProxyEventV2): boolean;
  /**
   * @param invocation - how long it lives, and whether longer than its answer, is up to its entry.
   * @throws FlashRefusal `request_too_large`, `rate_limited`; Error when nobody can tell now whom the key stands for.
   */
  contextOf(event: APIGatewayProxyEventV2, invocation: Invocation): Promise<Context>;
}
