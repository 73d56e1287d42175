export * from "./fake-machines.ts";
export * from "./fake-object-store.ts";
