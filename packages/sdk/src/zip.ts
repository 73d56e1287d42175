/** Makes one file of a folder of images, as image datasets are uploaded: beside the client, for whoever takes folders. */
export { zipFiles } from "@flash/validation";
export type { FileToZip } from "@flash/validation";
