export { type S3Access, s3AccessIn } from "./access.ts";
export { signDownload, signPart, signUpload } from "./presign.ts";
export { lightObjectStore } from "./store.ts";
