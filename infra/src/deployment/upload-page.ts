import { glob, readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { CONFIG_PATH, DIST, isPageBuilt, type PageConfig, pageFileFor } from "@flash/web/hosting";
import type { Account } from "../account/open-account.ts";
import { CommandFault } from "../config/load-config.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** Where the built page lies, and whether it is what its present sources make. */
export interface BuiltPage {
  readonly folder: string;
  readonly isCurrent: () => Promise<boolean>;
}

/**
 * Puts the built page where CloudFront fetches it. Whoever has the page open keeps the files that it names: none is
 * deleted, and what names others comes last.
 *
 * @throws CommandFault when it is not built, was built of other sources, or has a file of a kind whose media type nobody has written down.
 */
export async function uploadPage(
  { s3 }: Pick<Account, "s3">,
  { pageBucket, config }: { readonly pageBucket: string; readonly config: PageConfig },
  { folder, isCurrent }: BuiltPage = { folder: DIST, isCurrent: isPageBuilt },
): Promise<readonly string[]> {
  if (!(await isCurrent())) {
    throw new CommandFault(`what lies in ${folder} is not the page of these sources: run npm run build first`);
  }
  const paths: string[] = [];
  for await (const entry of glob("**/*", { cwd: folder, withFileTypes: true }))
    if (entry.isFile() && !entry.name.startsWith("."))
      paths.push(join(entry.parentPath, entry.name).slice(join(folder, "/").length));
  const put = (path: string, body: Uint8Array | string): Promise<unknown> =>
    s3.send(
      new PutObjectCommand({
        Bucket: pageBucket,
        Key: path,
        Body: Buffer.from(body),
        ContentType: mediaTypeOf(path),
        CacheControl: pageFileFor(`/${path}`).cacheControl,
      }),
    );
  for (const path of inOrder(paths)) await put(path, await readFile(join(folder, path)));
  await put(CONFIG_PATH.slice(1), `${JSON.stringify(config)}\n`);
  return paths;
}

/** The assets first; the document that names them last. */
const inOrder = (paths: readonly string[]): readonly string[] => [
  ...paths.filter((path) => path !== "index.html").toSorted(),
  ...paths.filter((path) => path === "index.html"),
];

function mediaTypeOf(path: string): string {
  const type = TYPES[extname(path)];
  if (type === undefined) throw new CommandFault(`the page's file ${path} is of an unknown kind: name its media type`);
  return type;
}
