/** All that is loaded with the first upload: what checks and sends files. */
export { Sha256 } from "@flash/validation";
export { checkDataset } from "./check-dataset.ts";
export { uploadDataset } from "./upload-dataset.ts";
