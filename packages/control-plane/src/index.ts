export * from "./documents/documents.ts";
export * from "./fleet/clocks.ts";
export * from "./fleet/fleet.ts";
export * from "./ports/machines.ts";
export * from "./ports/object-store.ts";
