import { CommandFault } from "../config/load-config.ts";

/** What requests are signed with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What every person needs to hear who has no credentials at hand. */
const REMEDY =
  "sign in with `aws configure sso` or `aws sso login`, then name the profile with --profile (or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY)";

/** @throws CommandFault in one sentence when there are none. */
export async function credentialsOf(client: {
  readonly config: { credentials(): Promise<Credentials> };
}): Promise<Credentials> {
  try {
    return await client.config.credentials();
  } catch (error) {
    throw new CommandFault(`There are no AWS credentials (${reasonOf(error)}): ${REMEDY}.`);
  }
}

const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split("\n")[0]?.replace(/\.$/u, "") ?? "";

/** AWS has answered, but not to these credentials. */
export const refusedCredentials = (code: string): CommandFault =>
  new CommandFault(`AWS refuses the credentials (${code}): ${REMEDY}.`);
