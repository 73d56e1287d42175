export { crc32 } from "./crc32.as";
export { inflate, reserve } from "./inflate.as";
