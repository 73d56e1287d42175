import { ENTRIES } from "./entries.ts";

/** Those fields of the workspace's manifest that a stranger needs too. */
interface SourceManifest {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly keywords: readonly string[];
  readonly license: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta: Readonly<Record<string, { readonly optional: boolean }>>;
}

/**
 * The manifest that is published with `dist` as its root: without the sources, to which a condition of the workspace leads,
 * and without dependencies, because everything that is needed is bundled.
 */
export const publishedManifest = (source: SourceManifest): object => ({
  name: source.name,
  version: source.version,
  description: source.description,
  keywords: source.keywords,
  license: source.license,
  type: "module",
  sideEffects: false,
  exports: {
    ...Object.fromEntries(
      ENTRIES.map((name) => [
        name === "index" ? "." : `./${name}`,
        // In Node, and what calls itself so, files have paths: pages have nothing of that in their bundles.
        { types: `./${name}.d.ts`, node: `./node/${name}.js`, default: `./${name}.js` },
      ]),
    ),
    "./package.json": "./package.json",
  },
  engines: source.engines,
  peerDependencies: source.peerDependencies,
  peerDependenciesMeta: source.peerDependenciesMeta,
});
