import * as z from "zod";
import { CommandFault } from "../config/load-config.ts";
import type { Account } from "./open-account.ts";
import { signedCall } from "./signed-call.ts";

const Answer = z.object({ FunctionUrl: z.url() });

type Place = Pick<Account, "region" | "credentials" | "stack">;

/** The address of a function of the stage. @throws CommandFault when there is none. */
export async function functionUrl(place: Place, name: "api" | "api-stream"): Promise<string> {
  const url = await urlIfThere(place, name);
  if (url === null) throw new CommandFault(`${place.stack} is not deployed: run npm run deploy first`);
  return url;
}

/** @returns null when there is no such function. @throws CommandFault when the credentials may not ask. */
export async function urlIfThere(
  { region, credentials, stack }: Place,
  name: "api" | "api-stream",
): Promise<string | null> {
  const url = `https://lambda.${region}.amazonaws.com/2021-10-31/functions/${stack}-${name}/url`;
  const { status, body } = await signedCall({ service: "lambda", region, credentials, method: "GET", url });
  const answer = Answer.safeParse(body);
  if (answer.success) return answer.data.FunctionUrl;
  if (status === 404) return null;
  throw new CommandFault(
    `Lambda does not tell the address of ${stack}-${name} (${status}): allow lambda:GetFunctionUrlConfig`,
  );
}
