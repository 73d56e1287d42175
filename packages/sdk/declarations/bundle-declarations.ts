import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rollup } from "rollup";
import { dts } from "rollup-plugin-dts";
import { ENTRIES, isPeer } from "../entries.ts";
import { NOT_SHOWN, platformTypes } from "./platform-types.ts";

const folder = fileURLToPath(new URL("..", import.meta.url));

const SOURCES = Object.fromEntries(ENTRIES.map((name) => [name, join(folder, `src/${name}.ts`)]));

/** Those whose types are written into the declarations: nobody has to install them. */
const INCLUDED = ["@trpc/client", "@trpc/server"];

/**
 * One declaration file for each entry, with what they share in files beside them.
 *
 * @param outdir - where they are written.
 */
export async function bundleDeclarations(outdir: string): Promise<void> {
  const types = platformTypes();
  // Below this package, so that what it imports is found, but not in node_modules, where it would not be ours.
  const given = await mkdtemp(join(folder, ".types-"));
  try {
    const [schemas, api] = [join(given, "schemas.d.mts"), join(given, "api.d.mts")];
    await Promise.all([writeFile(schemas, types.schemas), writeFile(api, types.api)]);
    const validation = join(folder, "../validation/src/index.ts");
    const parquet = join(folder, "../validation/src/parquet/open-parquet.ts");
    const paths = {
      "@flash/schemas": [schemas],
      "@flash/api": [api],
      "@flash/validation": [validation],
      "@flash/validation/parquet": [parquet],
    };
    const bundle = await rollup({
      input: SOURCES,
      external: isPeer,
      plugins: [
        dts({
          tsconfig: join(folder, "tsconfig.browser.json"),
          includeExternal: INCLUDED,
          compilerOptions: { paths, skipLibCheck: true },
        }),
      ],
    });
    const { output } = await bundle.write({
      dir: outdir,
      format: "es",
      entryFileNames: "[name].d.ts",
      chunkFileNames: ({ name }) => `types/${name.replace(/\.d$/u, "")}.d.ts`,
      minifyInternalExports: false,
    });
    await bundle.close();
    const shown = output.find((file) => file.type === "chunk" && file.code.includes(NOT_SHOWN));
    if (shown !== undefined) throw new Error(`${shown.fileName} shows a type with parameters`);
  } finally {
    await rm(given, { recursive: true });
  }
}
