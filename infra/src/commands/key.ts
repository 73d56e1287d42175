import { randomBytes } from "node:crypto";
import type { Documents } from "@flash/control-plane";
import { OwnerId } from "@flash/schemas";
import { UsageError } from "../../../build/command-line.ts";
import { openAccount } from "../account/open-account.ts";
import { requireDeployed } from "../account/own-bucket.ts";
import { createApiKey, expiryOf, listApiKeys, revokeApiKey } from "../keys/api-keys.ts";
import { type Call, runCommand } from "./command.ts";

const HELP = `Makes, lists and revokes API keys.

  npm run key -- create --owner NAME [--admin] [--expires 2027-01-31]
  npm run key -- list
  npm run key -- revoke ID

  --owner NAME     whose datasets and jobs the key reaches: 1-127 of a-z 0-9 . _ @ -
  --admin          may switch servers to dev mode
  --expires DAY    the last day on which it works (UTC); default: it never ends`;

await runCommand({ help: HELP, values: ["owner", "expires"], switches: ["admin"], hasWords: true, run });

async function run(call: Call): Promise<void> {
  const [verb, id, ...rest] = call.positionals;
  if (verb === "create" && id === undefined) return create(call);
  if (verb === "list" && id === undefined) return list(call);
  if (verb === "revoke" && id !== undefined && rest.length === 0) return revoke(call, id);
  throw new UsageError("say create, list, or revoke with the id of one key");
}

async function documentsOf({ stage }: Call): Promise<Documents> {
  const account = await openAccount(stage);
  await requireDeployed(account);
  return account.documents;
}

async function create(call: Call): Promise<void> {
  const owner = OwnerId.safeParse(call.valueOf("owner") ?? "");
  if (!owner.success) throw new UsageError(`--owner NAME is needed: ${owner.error.issues[0]?.message}`);
  const expires = call.valueOf("expires");
  const wanted = {
    owner: owner.data,
    admin: call.isOn("admin"),
    expiresAt: expires === undefined ? null : expiryOf(expires),
  };
  const documents = await documentsOf(call);
  const { key, id } = await createApiKey(documents, wanted, randomBytes);
  // The key alone on stdout, for whoever pipes it into a secret store.
  process.stderr.write(`Key ${id} of ${owner.data}. It is shown this once:\n`);
  process.stdout.write(`${key}\n`);
}

async function list(call: Call): Promise<void> {
  const documents = await documentsOf(call);
  const day = (at: number | null): string => (at === null ? "-" : new Date(at).toISOString().slice(0, 10));
  process.stdout.write("id            owner                 admin  made        ends        revoked\n");
  for (const { id, stored } of await listApiKeys(documents)) {
    const { owner, admin, created_at, expires_at, revoked_at } = stored;
    const days = [created_at, expires_at, revoked_at].map((at) => day(at).padEnd(10));
    process.stdout.write(
      `${id}  ${owner.padEnd(20)}  ${(admin ? "yes" : "no").padEnd(5)}  ${days.join("  ").trimEnd()}\n`,
    );
  }
}

async function revoke(call: Call, id: string): Promise<void> {
  const documents = await documentsOf(call);
  const { owner } = await revokeApiKey(documents, id);
  process.stdout.write(`Key ${id} of ${owner} is revoked: within a minute it stands for nobody.\n`);
}
