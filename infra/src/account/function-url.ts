import * as z from "zod";
import { CommandFault } from "../config/load-config.ts";
import type { Account } from "./open-account.ts";
import { signedCall } from "./signed-call.ts";

const Answer = z.object({ FunctionUrl: z.url() });

/** The address of a function of the stage. @throws CommandFault when there is none. */
export async function functionUrl(
  { region, credentials, stack }: Pick<Account, "region" | "credentials" | "stack">,
  name: "api" | "api-stream",
): Promise<string> {
  const url = `https://lambda.${region}.amazonaws.com/2021-10-31/functions/${stack}-${name}/url`;
  const { status, body } = await signedCall({ service: "lambda", region, credentials, method: "GET", url });
  const answer = Answer.safeParse(body);
  if (answer.success) return answer.data.FunctionUrl;
  throw new CommandFault(
    status === 404
      ? `${stack} is not deployed: run npm run deploy first`
      : `Lambda does not tell the address of ${stack}-${name} (${status}): allow lambda:GetFunctionUrlConfig`,
  );
}
