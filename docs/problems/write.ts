import { readFile, writeFile } from "node:fs/promises";
import { problemsTable, withTable } from "./problems-table.ts";

const PAGE = new URL("../datasets.md", import.meta.url);

await writeFile(PAGE, withTable(await readFile(PAGE, "utf8"), problemsTable()));
