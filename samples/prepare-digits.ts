/**
 * Makes samples/digits.zip from a picture of 5,000 handwritten digits. Same picture, same digits.
 *
 *     apt-get download opencv-doc && dpkg -x opencv-doc_*.deb /tmp/opencv-doc
 *     npx --no node samples/prepare-digits.ts /tmp/opencv-doc/usr/share/doc/opencv-doc/examples/data/digits.png
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";

const NAMES = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
/** Each digit has five rows of a hundred; every fifth is taken, so that all writers are there. */
const ROWS_PER_DIGIT = 5;
const COLUMNS = 100;
const EVERY = 5;
/** Pixels, both ways. */
const SIDE = 20;

interface Entry {
  readonly name: string;
  readonly bytes: Buffer;
}

async function digits(sheet: string): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (const [digit, name] of NAMES.entries()) {
    for (let cell = 0; cell < ROWS_PER_DIGIT * COLUMNS; cell += EVERY) {
      const top = (digit * ROWS_PER_DIGIT + Math.floor(cell / COLUMNS)) * SIDE;
      const left = (cell % COLUMNS) * SIDE;
      const bytes = await sharp(sheet)
        .extract({ left, top, width: SIDE, height: SIDE })
        .greyscale()
        .png({ compressionLevel: 9 })
        .toBuffer();
      entries.push({ name: `${name}/${String(cell / EVERY).padStart(3, "0")}.png`, bytes });
    }
  }
  return entries;
}

/** 1980-01-01 00:00, the earliest that the format knows: the archive does not depend on the day it was made. */
const NO_TIME = 0;
const NO_DATE = 33;

/** An archive of stored entries: a PNG does not get any smaller. */
function zip(entries: readonly Entry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const path = Buffer.from(name);
    const facts = Buffer.alloc(26);
    facts.writeUInt16LE(20, 0);
    facts.writeUInt16LE(NO_TIME, 6);
    facts.writeUInt16LE(NO_DATE, 8);
    facts.writeUInt32LE(crc32(bytes), 10);
    facts.writeUInt32LE(bytes.length, 14);
    facts.writeUInt32LE(bytes.length, 18);
    facts.writeUInt16LE(path.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    parts.push(Buffer.from("PK\u0003\u0004"), facts, path, bytes);
    directory.push(Buffer.from("PK\u0001\u0002"), Buffer.from([20, 0]), facts, place, path);
    offset += 4 + facts.length + path.length + bytes.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}

const [sheet] = process.argv.slice(2);
if (sheet === undefined) {
  process.stderr.write("usage: prepare-digits.ts digits.png   (see the top of this file)\n");
  process.exitCode = 2;
} else {
  const entries = await digits(sheet);
  const archive = zip(entries);
  writeFileSync(join(import.meta.dirname, "digits.zip"), archive);
  process.stderr.write(`${entries.length} pictures, ${archive.length} bytes\n`);
}
