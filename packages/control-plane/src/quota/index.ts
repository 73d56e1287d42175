export * from "./admission.ts";
export { Quotas } from "./quotas.ts";
