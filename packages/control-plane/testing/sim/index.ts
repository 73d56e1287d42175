export * from "./coverage.ts";
export * from "./fault-kinds.ts";
export * from "./invariants.ts";
export * from "./minimise.ts";
export { Random } from "./random.ts";
export * from "./simulation.ts";
