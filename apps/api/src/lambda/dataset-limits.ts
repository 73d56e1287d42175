export { DatasetLimits } from "@flash/schemas";
