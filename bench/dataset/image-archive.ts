import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { crc32, deflateRawSync } from "node:zlib";
import sharp from "sharp";

const CLASSES = ["cats", "dogs", "birds", "fish"];
/** Different pictures; each file has a comment of its own besides, so that none repeats another. */
const PICTURES = 40;

/** Noise of different size and softness: 4 to 40 kB, 17 kB on average; one in five is a PNG. */
async function pictures(): Promise<Buffer[]> {
  return Promise.all(
    Array.from({ length: PICTURES }, (_, index) => {
      const side = 96 + ((index * 37) % 160);
      const noise = { type: "gaussian", mean: 128, sigma: 20 + (index % 5) * 8 } as const;
      const picture = sharp({ create: { width: side, height: side, channels: 3, background: "gray", noise } });
      return index % 5 === 0
        ? picture.resize(64, 64).png().toBuffer()
        : picture.jpeg({ quality: 60 + (index % 4) * 10 }).toBuffer();
    }),
  );
}

/** The same picture with a comment: a segment of a JPEG, a chunk of a PNG. */
function marked(picture: Buffer, comment: string): Buffer {
  if (picture[0] === 0xff) {
    const segment = Buffer.concat([Buffer.of(0xff, 0xfe, 0, comment.length + 2), Buffer.from(comment)]);
    return Buffer.concat([picture.subarray(0, 2), segment, picture.subarray(2)]);
  }
  const body = Buffer.from(`tEXtComment\0${comment}`);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length - 4, 0);
  frame.writeUInt32BE(crc32(body), 4);
  const end = picture.length - 12;
  return Buffer.concat([
    picture.subarray(0, end),
    frame.subarray(0, 4),
    body,
    frame.subarray(4),
    picture.subarray(end),
  ]);
}

/** Writes an archive of `count` images in four classes, deflated as ordinary ZIP tools do. */
export async function writeImageArchive(file: string, count: number): Promise<void> {
  await pipeline(archive(await pictures(), count), createWriteStream(file));
}

function* archive(all: readonly Buffer[], count: number): Generator<Buffer> {
  const directory: Buffer[] = [];
  let offset = 0;
  for (let index = 0; index < count; index++) {
    const picture = all[index % all.length];
    if (picture === undefined) throw new RangeError("there are no pictures");
    const name = Buffer.from(`${CLASSES[index % 4]}/${index}.${picture[0] === 0xff ? "jpg" : "png"}`);
    const content = marked(picture, `picture ${index}`);
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004"), common, name, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from("PK\u0001\u0002"), Buffer.of(20, 0), common, place, name]));
    offset += local.length;
    yield local;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(listed.length, 12);
  end.writeUInt32LE(offset, 16);
  yield Buffer.concat([listed, end]);
}
