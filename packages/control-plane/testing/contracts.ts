export * from "./machines-contract.ts";
export * from "./object-store-contract.ts";
export type { StoreUnderTest } from "./store-under-test.ts";
