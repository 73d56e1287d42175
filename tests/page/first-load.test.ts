import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { builtPage } from "@flash/local";
import { DIST } from "@flash/web/hosting";
import { beforeAll, expect, test } from "vitest";
import * as z from "zod";

const Manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    isEntry: z.boolean().optional(),
    imports: z.array(z.string()).default([]),
    dynamicImports: z.array(z.string()).default([]),
    css: z.array(z.string()).default([]),
  }),
);
let manifest: z.infer<typeof Manifest> = {};

beforeAll(async () => {
  await builtPage(console.log);
  manifest = Manifest.parse(JSON.parse(await readFile(join(DIST, ".vite", "manifest.json"), "utf8")));
});

/** The files that are loaded together with these modules. */
function loadedWith(...names: readonly string[]): string[] {
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const next of manifest[name]?.imports ?? []) visit(next);
  };
  for (const name of names) visit(name);
  return [...new Set([...seen].flatMap((name) => [manifest[name]?.file ?? "", ...(manifest[name]?.css ?? [])]))];
}

const weighed = async (file: string): Promise<number> =>
  gzipSync(await readFile(join(DIST, file)), { level: 9 }).length;

test("the first load is at most 200 kB: the train page with its styles", async () => {
  const files = [...loadedWith("index.html", "src/train/train-page.tsx"), "index.html", "colour-scheme.js", "icon.svg"];
  const sizes = await Promise.all(files.map(weighed));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`first load: ${(total / 1_000).toFixed(1)} kB gzipped in ${sizes.length} files`);
  expect(total).toBeLessThanOrEqual(200_000);
});

test("the model runtime comes with the first try only", async () => {
  const first = await Promise.all(
    loadedWith("index.html", "src/train/train-page.tsx", "src/job/job-page.tsx").map((file) =>
      readFile(join(DIST, file), "utf8"),
    ),
  );
  expect(first.join("\n")).not.toMatch(/ort-wasm-simd-threaded[^"]*\.wasm"/u);
  const runtime = manifest["src/try/wasm-runtime.ts"];
  expect(runtime?.file).toMatch(/^assets\//u);
});

test("the page has no script and no style of its own in its HTML, and no key in its files", async () => {
  const html = await readFile(join(DIST, "index.html"), "utf8");
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/u);
  const scripts = [...html.matchAll(/<script([^>]*)>([^<]*)<\/script>/gu)];
  expect(scripts).toHaveLength(html.split("<script").length - 1);
  expect(scripts).not.toEqual([]);
  for (const [, attributes = "", content = ""] of scripts) {
    expect(attributes).toMatch(/\ssrc="\/[^"]+"/u);
    expect(content).toBe("");
  }
  for (const { file } of Object.values(manifest)) {
    if (file.endsWith(".js"))
      expect(await readFile(join(DIST, file), "utf8"), file).not.toMatch(/flash_[A-Za-z0-9_-]{20,}/u);
  }
});
