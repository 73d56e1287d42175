import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join, relative } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { CONFIG_PATH, DIST, type PageConfig, pageFileFor, pageHeaders } from "@flash/web/hosting";

export interface PageServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface PageOptions {
  readonly config: PageConfig;
  /** The bucket's address: what the page uploads to. */
  readonly storageUrl: string;
  /** 0: any free one. */
  readonly port: number;
}

const CONTENT_TYPE: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".csv": "text/csv; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
  ".zip": "application/zip",
};
const COMPRESSIBLE = new Set([".css", ".csv", ".html", ".js", ".mjs", ".json", ".svg", ".wasm"]);

const gzipped = promisify(gzip);

/** Serves the built page on the loopback interface, with the headers that CloudFront gives it. */
export async function servePage({ config, storageUrl, port }: PageOptions): Promise<PageServer> {
  const headers = pageHeaders([config.apiUrl, config.streamUrl, storageUrl]);
  const server = createServer((request, response) => {
    void answer(request, response, { config, headers }).catch((error: unknown) => response.destroy(toError(error)));
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the page's server has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** A page elsewhere may let a name of its own point here and read the key: only this machine's names are answered. */
const isOwnHost = (host = ""): boolean => /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/u.test(host);

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  { config, headers }: { config: PageConfig; headers: Readonly<Record<string, string>> },
): Promise<void> {
  if (!isOwnHost(request.headers.host)) return void response.writeHead(421).end();
  if (request.method !== "GET" && request.method !== "HEAD") return void response.writeHead(405).end();
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  const file = pathname === CONFIG_PATH ? configFile(config) : await builtFile(pathname);
  if (file === null) return void response.writeHead(404, headers).end();
  const isSmaller = COMPRESSIBLE.has(file.extension) && /\bgzip\b/u.test(String(request.headers["accept-encoding"]));
  const body = isSmaller ? await gzipped(file.body) : file.body;
  response.writeHead(200, {
    ...headers,
    "cache-control": file.cacheControl,
    "content-type": CONTENT_TYPE[file.extension] ?? "application/octet-stream",
    "content-length": body.length,
    ...(isSmaller ? { "content-encoding": "gzip", vary: "accept-encoding" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

interface ServedFile {
  readonly extension: string;
  readonly cacheControl: string;
  readonly body: Buffer;
}

const configFile = (config: PageConfig): ServedFile => ({
  extension: ".json",
  cacheControl: "no-store",
  body: Buffer.from(JSON.stringify(config)),
});

async function builtFile(pathname: string): Promise<ServedFile | null> {
  const { path, cacheControl } = pageFileFor(decodeURIComponent(pathname));
  const file = join(DIST, path);
  if (relative(DIST, file).startsWith("..")) return null;
  const body = await readFile(file).catch(() => null);
  return body === null ? null : { extension: extname(file), cacheControl, body };
}

const toError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
