import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { imageTensor, ImagePreprocess } from "@flash/training-server/image-model";
import { rowEncoder, TablePreprocess } from "@flash/training-server/table-model";
import { build } from "esbuild";
import { InferenceSession, Tensor } from "onnxruntime-web";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser, NO_BROWSER } from "./chromium.ts";

const folder = mkdtempSync(join(tmpdir(), "flash-models-"));
const TRAINERS = fileURLToPath(new URL("../../apps/training-server/src/trainers", import.meta.url));
const RUNTIME = fileURLToPath(new URL(".", import.meta.resolve("onnxruntime-web")));

let browser: Browser | null = null;
let server: Server | null = null;
let origin = "";

/** Lays out a job and runs the trainer on it, as the agent does. */
async function train(
  name: string,
  trainer: string,
  job: object,
  files: Readonly<Record<string, string | Buffer>>,
): Promise<void> {
  const at = (path: string) => join(folder, name, path);
  for (const [path, content] of Object.entries({ "job.json": JSON.stringify(job), ...files })) {
    mkdirSync(join(at(path), ".."), { recursive: true });
    writeFileSync(at(path), content);
  }
  const folders = ["--job", at("job.json"), "--data", at("data"), "--out", at("out"), "--checkpoint", at("ckpt")];
  const child = spawn(
    process.execPath,
    ["--conditions=@flash/source", join(TRAINERS, trainer, "main.ts"), "train", ...folders],
    {
      stdio: ["ignore", "ignore", "inherit"],
    },
  );
  expect(await once(child, "exit")).toEqual([0, null]);
}

const job = (fields: object) => ({ protocol: 1, job_id: "job_1", seed: 1, split: { train: 0.5 }, ...fields });

async function startSite(): Promise<Server> {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("page/model.ts", import.meta.url))],
    write: false,
    bundle: true,
    format: "esm",
    platform: "browser",
    conditions: ["@flash/source"],
    logLevel: "error",
  });
  const script = outputFiles[0]?.contents ?? new Uint8Array();
  const site = createServer(({ url = "/" }, response) => {
    const path = new URL(url, "http://site").pathname;
    const isScript = path.endsWith(".js") || path.endsWith(".mjs");
    const type = isScript ? "text/javascript" : path.endsWith(".wasm") ? "application/wasm" : "text/html";
    response.setHeader("content-type", type);
    if (path === "/") return void response.end('<script type="module" src="/page.js"></script>');
    if (path === "/page.js") return void response.end(script);
    const file = path.startsWith("/ort-") ? join(RUNTIME, basename(path)) : join(folder, path);
    createReadStream(file)
      .on("error", () => response.writeHead(404).end())
      .pipe(response);
  });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const address = site.address();
  if (address === null || typeof address === "string") throw new Error("the site has no port");
  origin = `http://127.0.0.1:${address.port}`;
  return site;
}

beforeAll(async () => {
  browser = await launchBrowser();
  if (browser !== null) server = await startSite();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  server?.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

async function inPage<Answer>(
  ask: (page: Awaited<ReturnType<Browser["newPage"]>>) => Promise<Answer>,
): Promise<Answer> {
  if (browser === null) throw new Error(NO_BROWSER);
  const page = await browser.newPage();
  await page.goto(origin);
  await page.waitForFunction(() => "model" in window);
  const answer = await ask(page);
  await page.close();
  return answer;
}

async function inNode(name: string, input: string, data: Float32Array, dims: readonly number[]): Promise<number[]> {
  const session = await InferenceSession.create(readFileSync(join(folder, name, "out/model.onnx")));
  const { [session.outputNames[0] ?? ""]: output } = await session.run({ [input]: new Tensor("float32", data, dims) });
  return Array.from((output?.data ?? []) as Float32Array);
}

const artifact = (name: string, path: string): unknown =>
  JSON.parse(readFileSync(join(folder, name, "out", path), "utf8"));

/** What the trainer itself saw: the first held-out row. */
const trained = (name: string): number[] => {
  const { outputs } = artifact(name, "sample.json") as { outputs: Record<string, { data: number[] }> };
  return Object.values(outputs)[0]?.data ?? [];
};

function expectAlike(one: readonly number[], other: readonly number[], tolerance: number): void {
  expect(one.length).toBe(other.length);
  expect(Math.max(...one.map((value, at) => Math.abs(value - (other[at] ?? Number.NaN))))).toBeLessThan(tolerance);
}

test.each(["gbt", "mlp"])(
  "a table's %s says the same in the trainer, in Node and in a browser",
  { timeout: 180_000 },
  async (model) => {
    const csv = readFileSync(new URL("../../samples/temperature.csv", import.meta.url), "utf8")
      .split("\n")
      .slice(0, 201);
    const all = Array.from({ length: 200 }, (_, row) => row);
    const split = { train: all.filter((row) => row % 2 === 1), validation: all.filter((row) => row % 2 === 0) };
    await train(model, "table", job({ task_type: "tabular-regression", classes: [], params: { model, epochs: 5 } }), {
      "data/data.csv": csv.join("\n"),
      "data/split.json": JSON.stringify(split),
    });
    const names = csv[0]?.split(",") ?? [];
    const cells = Object.fromEntries((csv[1] ?? "").split(",").map((cell, at) => [names[at] ?? "", cell]));
    const features = rowEncoder(TablePreprocess.parse(artifact(model, "preprocess.json")))(cells);
    const node = await inNode(model, "features", features, [1, features.length]);
    const page = await inPage((tab) =>
      tab.evaluate(([name, row]) => window.model.row(`/${name}/out`, row), [model, cells] as const),
    );
    expectAlike(node, trained(model), 1e-3);
    expectAlike(page.kind === "number" ? [page.value] : [], node, 1e-5);
  },
);

test("an image model says the same in the trainer, in Node and in a browser", { timeout: 180_000 }, async () => {
  const { default: sharp } = await import("sharp");
  const picture = (number: number): Promise<Buffer> => {
    const colour = number % 2 === 0 ? { r: 200, g: 30 + number, b: 10 } : { r: 10, g: 30, b: 200 - number };
    return sharp({ create: { width: 30 + number, height: 20, channels: 3, background: colour } })
      .png()
      .toBuffer();
  };
  const pictures = await Promise.all(Array.from({ length: 8 }, (_, number) => picture(number)));
  const files = Object.fromEntries(pictures.map((bytes, number) => [`data/${number % 2}/${number}.png`, bytes]));
  await train(
    "image",
    "image",
    job({ task_type: "image-classification", classes: ["red", "blue"], params: { epochs: 3 } }),
    {
      ...files,
      "data/split.json": JSON.stringify({ train: [2, 3, 4, 5, 6, 7], validation: [0, 1] }),
    },
  );
  const preprocess = ImagePreprocess.parse(artifact("image", "preprocess.json"));
  const { data, info } = await sharp(pictures[0]).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = imageTensor({ data, width: info.width, height: info.height, channels: 4 }, preprocess);
  const node = await inNode("image", "pixels", pixels, [1, 3, preprocess.size, preprocess.size]);
  const page = await inPage((tab) => tab.evaluate(() => window.model.picture("/image/out", "/image/data/0/0.png")));
  expectAlike(node, trained("image"), 1e-4);
  // The likeliest first; the sample is red.
  expect(page.map(({ label }) => label)).toEqual(["red", "blue"]);
  expectAlike(
    page.map(({ share }) => share),
    node,
    1e-4,
  );
});
