export * from "./machines-contract.ts";
export * from "./object-store-contract.ts";
