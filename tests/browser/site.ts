import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
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

interface StaticFile {
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

/** @param connectTo - the origins that the page may speak to, and no other. */
export async function startSite(connectTo: readonly string[]): Promise<Site> {
  const files = await bundledFiles();
  files.set("/", { contentType: "text/html; charset=utf-8", gzipped: gzipSync(PAGE, { level: 9 }) });
  const policy = `default-src 'none'; img-src data:; script-src 'self' 'wasm-unsafe-eval'; connect-src ${connectTo.join(" ")}; require-trusted-types-for 'script'`;
  const server = createServer(({ url = "" }, response) => answer(response, files.get(url), policy));
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

/** By path. */
async function bundledFiles(): Promise<Map<string, StaticFile>> {
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
  return new Map(
    outputFiles.map(({ path, contents }) => [
      path,
      { contentType: "text/javascript; charset=utf-8", gzipped: gzipSync(contents, { level: 9 }) },
    ]),
  );
}
