import { crc32, deflateRawSync } from "node:zlib";

/** What the two headers of an entry say; a test that lies says something else in one of them. */
interface Said {
  readonly flags?: number;
  readonly method?: number;
  readonly crc32?: number;
  readonly packedBytes?: number;
  readonly unpackedBytes?: number;
  readonly name?: string;
}

export interface Member {
  readonly name: string | Uint8Array;
  readonly data?: Uint8Array | string;
  /** Compressed by deflate; stored otherwise. */
  readonly deflated?: boolean;
  /** Instead of what deflate makes of the data. */
  readonly packed?: Uint8Array;
  /** Sizes and checksum stand behind the data. */
  readonly descriptor?: boolean;
  /** Sizes and offset stand in a zip64 extra field. */
  readonly zip64?: boolean;
  readonly unixMode?: number;
  readonly local?: Said;
  readonly directory?: Said & { readonly offset?: number };
  /** Only in the directory. */
  readonly isListedOnly?: boolean;
  /** Bytes of an extra field in the local header that the directory does not have. */
  readonly localExtraBytes?: number;
}

export interface Archive {
  readonly prefix?: Uint8Array;
  readonly suffix?: Uint8Array;
  readonly comment?: string;
  readonly zip64?: boolean;
  /** What the end of the archive says. */
  readonly end?: {
    readonly entries?: number;
    readonly offset?: number;
    readonly lengthBytes?: number;
    readonly disk?: number;
  };
}

const UTF8 = 0x0800;
const DESCRIPTOR = 0x0008;
const UNIX = 0x0314;
const FULL_32 = 0xffffffff;

const bytesOf = (data: Uint8Array | string): Uint8Array => (typeof data === "string" ? Buffer.from(data) : data);

/** Builds an archive byte by byte, so that it can be wrong in any one place. */
export function buildZip(members: readonly Member[], archive: Archive = {}): Uint8Array {
  const body: Uint8Array[] = [archive.prefix ?? new Uint8Array(0)];
  const directory: Buffer[] = [];
  let offset = body[0]?.length ?? 0;
  for (const member of members) {
    const facts = factsOf(member);
    const name = bytesOf(member.name);
    const local = localHeader(member, facts, name);
    const descriptor = member.descriptor === true ? descriptorOf(facts) : Buffer.alloc(0);
    directory.push(directoryEntry(member, { ...facts, name, offset }));
    if (member.isListedOnly === true) continue;
    body.push(local, facts.packed, descriptor);
    offset += local.length + facts.packed.length + descriptor.length;
  }
  const listed = Buffer.concat(directory);
  const end = endOf(archive, { entries: members.length, offset, lengthBytes: listed.length });
  return Buffer.concat([...body, listed, end, archive.suffix ?? Buffer.alloc(0)]);
}

function factsOf({ data = "", packed, deflated = false, descriptor = false }: Member) {
  const unpacked = bytesOf(data);
  return {
    packed: packed ?? (deflated ? deflateRawSync(unpacked) : unpacked),
    method: deflated ? 8 : 0,
    flags: UTF8 | (descriptor ? DESCRIPTOR : 0),
    crc32: crc32(unpacked),
    unpackedBytes: unpacked.length,
  };
}

type Facts = ReturnType<typeof factsOf>;

function localHeader(member: Member, facts: Facts, name: Uint8Array): Buffer {
  const later = member.descriptor === true;
  const own = {
    flags: facts.flags,
    method: facts.method,
    crc32: later ? 0 : facts.crc32,
    packedBytes: later ? 0 : facts.packed.length,
    unpackedBytes: later ? 0 : facts.unpackedBytes,
    ...member.local,
  };
  const said = member.local?.name === undefined ? name : Buffer.from(member.local.name);
  const extra =
    member.zip64 === true
      ? zip64Extra([own.unpackedBytes, own.packedBytes])
      : Buffer.alloc(member.localExtraBytes ?? 0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(own.flags, 6);
  header.writeUInt16LE(own.method, 8);
  header.writeUInt32LE(own.crc32, 14);
  header.writeUInt32LE(member.zip64 === true ? FULL_32 : own.packedBytes, 18);
  header.writeUInt32LE(member.zip64 === true ? FULL_32 : own.unpackedBytes, 22);
  header.writeUInt16LE(said.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, said, extra]);
}

function descriptorOf({ crc32: sum, packed, unpackedBytes }: Facts): Buffer {
  const descriptor = Buffer.alloc(16);
  descriptor.writeUInt32LE(0x08074b50, 0);
  descriptor.writeUInt32LE(sum, 4);
  descriptor.writeUInt32LE(packed.length, 8);
  descriptor.writeUInt32LE(unpackedBytes, 12);
  return descriptor;
}

function directoryEntry(member: Member, facts: Facts & { name: Uint8Array; offset: number }): Buffer {
  const said = { ...facts, packedBytes: facts.packed.length, ...member.directory };
  const extra =
    member.zip64 === true ? zip64Extra([said.unpackedBytes, said.packedBytes, said.offset]) : Buffer.alloc(0);
  const narrow = (value: number): number => (member.zip64 === true ? FULL_32 : value);
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50, 0);
  entry.writeUInt16LE(UNIX, 4);
  entry.writeUInt16LE(20, 6);
  entry.writeUInt16LE(said.flags, 8);
  entry.writeUInt16LE(said.method, 10);
  entry.writeUInt32LE(said.crc32, 16);
  entry.writeUInt32LE(narrow(said.packedBytes), 20);
  entry.writeUInt32LE(narrow(said.unpackedBytes), 24);
  entry.writeUInt16LE(facts.name.length, 28);
  entry.writeUInt16LE(extra.length, 30);
  entry.writeUInt32LE(((member.unixMode ?? 0o100644) << 16) >>> 0, 38);
  entry.writeUInt32LE(narrow(said.offset), 42);
  return Buffer.concat([entry, facts.name, extra]);
}

function zip64Extra(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  for (const [index, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + index * 8);
  return extra;
}

function endOf(archive: Archive, found: { entries: number; offset: number; lengthBytes: number }): Buffer {
  const { entries, offset, lengthBytes, disk = 0 } = { ...found, ...archive.end };
  const comment = Buffer.from(archive.comment ?? "");
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(disk, 4);
  end.writeUInt16LE(disk, 6);
  end.writeUInt16LE(archive.zip64 === true ? 0xffff : entries, 8);
  end.writeUInt16LE(archive.zip64 === true ? 0xffff : entries, 10);
  end.writeUInt32LE(archive.zip64 === true ? FULL_32 : lengthBytes, 12);
  end.writeUInt32LE(archive.zip64 === true ? FULL_32 : offset, 16);
  end.writeUInt16LE(comment.length, 20);
  if (archive.zip64 !== true) return Buffer.concat([end, comment]);
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  for (const at of [24, 32]) record.writeBigUInt64LE(BigInt(entries), at);
  record.writeBigUInt64LE(BigInt(lengthBytes), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(found.offset + found.lengthBytes), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end, comment]);
}
