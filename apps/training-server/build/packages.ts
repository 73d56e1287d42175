import { cpSync, existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";

/** Files of these packages that the image trainer needs; the rest of them is for browsers and GPUs. */
const COPIED: Readonly<Record<string, RegExp>> = {
  sharp: /^(?:package\.json|dist\/.*|lib\/.*)$/u,
  "@img/colour": /./u,
  "detect-libc": /./u,
  semver: /\.js(?:on)?$/u,
  "onnxruntime-web": /^(?:package\.json|dist\/(?:ort\.node\.min\.m?js|ort-wasm-simd-threaded\.(?:mjs|wasm)))$/u,
  "onnxruntime-common": /^(?:package\.json|dist\/(?:cjs|esm)\/.*\.js|dist\/(?:cjs|esm)\/package\.json)$/u,
};

const require = createRequire(import.meta.url);

/** Not every package lets its package.json be resolved. */
function folderOf(name: string): string {
  const found = (require.resolve.paths(name) ?? []).map((path) => join(path, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`the package ${name} is not installed: npm ci`);
  return found;
}

/** Copies what the image trainer needs of packages that cannot be bundled: native code of this platform, and WebAssembly. */
export function copyPackages(folder: string): void {
  const binaries = readdirSync(join(dirname(folderOf("sharp")), "@img"))
    .filter((name) => name.startsWith("sharp-"))
    .map((name): [string, RegExp] => [`@img/${name}`, /./u]);
  for (const [name, kept] of [...Object.entries(COPIED), ...binaries]) {
    const from = folderOf(name);
    for (const file of readdirSync(from, { recursive: true, withFileTypes: true })) {
      const path = relative(from, join(file.parentPath, file.name));
      if (file.isFile() && kept.test(path)) cpSync(join(from, path), join(folder, "node_modules", name, path));
    }
  }
}
