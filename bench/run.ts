import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** `npm run bench -- NAME [options]`: a benchmark is a folder here with a `main.ts`. */
const mainOf = (name: string): string => join(import.meta.dirname, name, "main.ts");
const names = readdirSync(import.meta.dirname).filter((name) => existsSync(mainOf(name)));

const [, , name = ""] = process.argv;
const LIST = `npm run bench -- NAME [options]; NAME --help says what it measures, and its options:

${names.map((one) => `  ${one}`).join("\n")}
`;
if (names.includes(name)) {
  // The benchmark reads its own options, as if it had been started itself.
  process.argv.splice(2, 1);
  await import(pathToFileURL(mainOf(name)).href);
} else if (name === "" || name === "--help" || name === "-h") {
  process.stdout.write(LIST);
} else {
  process.stderr.write(`There is no benchmark ${name}.\n${LIST}`);
  process.exitCode = 2;
}
