export type { CorpusFile } from "./corpus/corpus-file.ts";
export { CORPUS } from "./corpus/manifest.ts";
export { exampleProblems } from "./example-problems.ts";
