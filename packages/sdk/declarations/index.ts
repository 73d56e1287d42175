/** For the workspace's tests of the package as it is published. */
export { exampleModules, examplesOf } from "./examples.ts";
export { publishedEntries } from "./published.ts";
export type { PublishedEntry } from "./published.ts";
export { referenceOf } from "./reference.ts";
