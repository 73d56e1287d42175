export * from "./missing-permission.ts";
export * from "./multipart-upload.ts";
export * from "./object-bytes.ts";
export * from "./presign.ts";
export * from "./put-file.ts";
export * from "./s3-clients.ts";
export * from "./s3-object-store.ts";
export * from "./s3-unfinished-uploads.ts";
