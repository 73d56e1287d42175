/**
 * For whoever reads the platform's state and leaves decisions to others: the same names as from the package itself. A
 * bundler that splits takes all that a barrel exports for needed as soon as any other chunk uses it.
 */
export * from "./documents/documents.ts";
export * from "./fleet/clocks.ts";
export * from "./fleet/fleet.ts";
export * from "./fleet/platform-config.ts";
export * from "./ports/object-store.ts";
export { Quotas } from "./quota/quotas.ts";
export { positionInQueue } from "./queue/queue.ts";
