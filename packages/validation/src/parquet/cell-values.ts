import { decode } from "../bytes/span.ts";
import { dayText, momentText } from "./date-text.ts";

/** Made of bytes that are not all UTF-8. */
export class InvalidText {
  readonly text: string;
  constructor(bytes: Uint8Array) {
    this.text = decode({ bytes, start: 0, end: bytes.length });
  }
}

const exactly = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array): string | InvalidText {
  try {
    return exactly.decode(bytes);
  } catch {
    return new InvalidText(bytes);
  }
}

/** Moments are texts here, as in every other format. */
export const PARSERS = {
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && textOf(bytes),
  dateFromDays: dayText,
  timestampFromMilliseconds: (ms: bigint): string => momentText(Number(ms)),
  timestampFromMicroseconds: (us: bigint): string => momentText(Number(us / 1_000n)),
  timestampFromNanoseconds: (ns: bigint): string => momentText(Number(ns / 1_000_000n)),
};
