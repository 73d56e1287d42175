import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

/** A page of somebody's own, on an origin of its own, whose only script is the SDK and what drives it. */
export interface Site {
  readonly origin: string;
  /** The same page on an origin that the platform's bucket does not know. */
  readonly foreignOrigin: string;
  close(): Promise<void>;
}

/** One file as it is served. */
export interface StaticFile {
  readonly contentType: string;
  readonly gzipped: Buffer;
}

const PAGE = `<!doctype html>
<html lang="en">
  <title>Flash</title>
  <link rel="icon" href="data:,">
  <input type="file">
  <script type="module" src="/main.js"></script>
</html>`;

/**
 * @param connectTo - the origins that the page may speak to, and no other.
 * @param files - of another page than the one that is driven from outside.
 */
export async function startSite(
  connectTo: readonly string[],
  files: ReadonlyMap<string, StaticFile> | null = null,
): Promise<Site> {
  const served = files ?? (await drivenPage());
  const policy = `default-src 'none'; img-src data:; script-src 'self' 'wasm-unsafe-eval'; connect-src ${connectTo.join(" ")}; require-trusted-types-for 'script'`;
  const server = createServer(({ url = "" }, response) => answer(response, served.get(url), policy));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the site has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    // Browsers take every name below `localhost` for this machine without asking anybody.
    foreignOrigin: `http://elsewhere.localhost:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function answer(response: ServerResponse, file: StaticFile | undefined, policy: string): void {
  if (file === undefined) return void response.writeHead(404).end();
  response
    .writeHead(200, {
      "content-type": file.contentType,
      "content-encoding": "gzip",
      "content-length": file.gzipped.length,
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
    })
    .end(file.gzipped);
}

/** The files of a page that was built, by path. */
export async function filesIn(folder: string): Promise<ReadonlyMap<string, StaticFile>> {
  const names = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const files = await Promise.all(
    names.map(async ({ parentPath, name }) => {
      const file = join(parentPath, name);
      const path = `/${relative(folder, file)}`;
      return [path === "/index.html" ? "/" : path, staticFile(name, await readFile(file))] as const;
    }),
  );
  return new Map(files);
}

const CONTENT_TYPES: Readonly<Record<string, string>> = { ".html": "text/html", ".js": "text/javascript" };

function staticFile(name: string, content: Uint8Array | string): StaticFile {
  const contentType = CONTENT_TYPES[extname(name)];
  if (contentType === undefined) throw new Error(`${name} is of no type that this site knows`);
  return { contentType: `${contentType}; charset=utf-8`, gzipped: gzipSync(content, { level: 9 }) };
}

async function drivenPage(): Promise<ReadonlyMap<string, StaticFile>> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("page/main.ts", import.meta.url))],
    outdir: "/",
    write: false,
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["@flash/source"],
    logLevel: "warning",
  });
  const scripts = outputFiles.map(({ path, contents }) => [path, staticFile(path, contents)] as const);
  return new Map([["/", staticFile("index.html", PAGE)], ...scripts]);
}
