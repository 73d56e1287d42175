import { writeSections } from "../../build/page-section.ts";
import { problemsTable, SECTION } from "./problems-table.ts";

await writeSections(new URL("../datasets.md", import.meta.url), { [SECTION]: problemsTable() });
