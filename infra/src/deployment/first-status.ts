import { createFirstStatus, type Documents, ServerConfig } from "@flash/control-plane";
import { AGENT_ARCHIVE_KEY, API_KEYS_PREFIX } from "@flash/schemas";

/** What a deployment puts into a bucket that has never been used. */
const isOurs = (key: string): boolean => key === AGENT_ARCHIVE_KEY || key.startsWith(API_KEYS_PREFIX);
const ENOUGH = 100;

/**
 * Gives each server its first status, in a new bucket only: a status that is missing in a bucket with content was removed
 * by somebody, or belongs to a server that is new, and the rule rebuilds it with care.
 *
 * @returns whether the bucket was new.
 */
export async function writeFirstStatuses(documents: Documents, servers: readonly { name: string }[]): Promise<boolean> {
  const { objects } = await documents.store.list("", { limit: ENOUGH });
  if (objects.some(({ key }) => !isOurs(key))) return false;
  for (const { name } of servers) {
    await createFirstStatus({ documents, server: ServerConfig.parse({ name, instances: {} }) });
  }
  return true;
}
