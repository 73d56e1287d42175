import { ifMemory } from "../bytes/webassembly.ts";
import { PLAIN_CODEC, type ZipCodec } from "./plain-codec.ts";
import { newUnpackers } from "./unpacker.ts";

let loading: Promise<() => ZipCodec> | undefined;

/** In WebAssembly, which is as fast as Node's zlib and makes no garbage; where that cannot run, in JavaScript. */
export async function newZipCodec(accelerate = true): Promise<ZipCodec> {
  if (!accelerate) return PLAIN_CODEC;
  loading ??= newUnpackers().catch(() => () => PLAIN_CODEC);
  return ifMemory(await loading) ?? PLAIN_CODEC;
}
