/** A column of a table that is written: texts, or their bytes, or 64-bit floating-point numbers; null is a missing value. */
export interface ParquetColumn {
  readonly name: string;
  readonly type: "text" | "double";
  readonly values: readonly (string | Uint8Array | number | null)[];
  /** Each value is a list of one. */
  readonly isList?: boolean;
}

export interface ParquetOptions {
  readonly rowsPerGroup?: number;
  /** Packs a page; left out, pages are written as they are. `codec` is its number in the format. */
  readonly compression?: { readonly codec: number; readonly pack: (page: Uint8Array) => Uint8Array };
  /** What the file says instead of how large its columns are unpacked. */
  readonly claimedBytes?: number;
  /** What the file says instead of how many rows a group has. */
  readonly claimedRows?: number;
  /** What the header of each page says instead of how many values it has. */
  readonly claimedValues?: number;
  /** So long is the run of values that are there, by which each page begins, instead of 1. */
  readonly claimedRun?: number;
}

const MAGIC = [...Buffer.from("PAR1")];
const PHYSICAL_TYPE = { double: 5, text: 6 } as const;
const OPTIONAL = 1;
const REPEATED = 2;
const UTF8 = 0;
const PLAIN = 0;
const RLE = 3;

// Thrift's compact protocol: as much of it as Parquet's footers and page headers need.
type Thrift = readonly [field: number, type: 5 | 6 | 8 | 9 | 12, bytes: readonly number[]];
const varint = (value: number): number[] =>
  value < 0x80 ? [value] : [(value % 0x80) | 0x80, ...varint(Math.floor(value / 0x80))];
const zigzag = (value: number): number[] => varint(value >= 0 ? value * 2 : -value * 2 - 1);
const i32 = (field: number, value: number): Thrift => [field, 5, zigzag(value)];
const i64 = (field: number, value: number): Thrift => [field, 6, zigzag(value)];
const text = (value: string): number[] => [...varint(Buffer.byteLength(value)), ...Buffer.from(value)];
const string = (field: number, value: string): Thrift => [field, 8, text(value)];
const list = (field: number, type: 5 | 8 | 12, items: readonly (readonly number[])[]): Thrift => [
  field,
  9,
  [...(items.length < 15 ? [(items.length << 4) | type] : [0xf0 | type, ...varint(items.length)]), ...items.flat()],
];
function struct(fields: readonly Thrift[]): number[] {
  let last = 0;
  const bytes = fields.flatMap(([field, type, content]) => {
    const head = ((field - last) << 4) | type;
    last = field;
    return [head, ...content];
  });
  return [...bytes, 0];
}
const nested = (field: number, fields: readonly Thrift[]): Thrift => [field, 12, struct(fields)];

/** A small Parquet file: one page for each column of each row group. */
export function writeParquet(columns: readonly ParquetColumn[], options: ParquetOptions = {}): Uint8Array<ArrayBuffer> {
  const rows = columns[0]?.values.length ?? 0;
  const { rowsPerGroup = Math.max(rows, 1) } = options;
  const file = [...MAGIC];
  const groups: number[][] = [];
  for (let first = 0; first < rows; first += rowsPerGroup) {
    const count = Math.min(rowsPerGroup, rows - first);
    const chunks = columns.map((column) =>
      writeChunk(file, column, column.values.slice(first, first + count), options),
    );
    const bytes = chunks.reduce((sum, { size }) => sum + size, 0);
    groups.push(
      struct([
        list(
          1,
          12,
          chunks.map(({ meta }) => meta),
        ),
        i64(2, bytes),
        i64(3, options.claimedRows ?? count),
      ]),
    );
  }
  const schema = [
    struct([string(4, "schema"), i32(5, columns.length)]),
    ...columns.map(({ name, type, isList }) =>
      struct([
        i32(1, PHYSICAL_TYPE[type]),
        i32(3, isList === true ? REPEATED : OPTIONAL),
        string(4, name),
        ...(type === "text" ? [i32(6, UTF8)] : []),
      ]),
    ),
  ];
  const footer = struct([i32(1, 1), list(2, 12, schema), i64(3, rows), list(4, 12, groups)]);
  return Uint8Array.from([...file, ...footer, ...uint32(footer.length), ...MAGIC]);
}

function writeChunk(
  file: number[],
  { name, type, isList = false }: ParquetColumn,
  values: ParquetColumn["values"],
  { compression, claimedBytes, claimedValues, claimedRun }: ParquetOptions,
): { meta: number[]; size: number } {
  const repetitions = isList ? levelsOf(values.map(() => 0)) : [];
  const page = Uint8Array.from([...repetitions, ...pageOf(values, claimedRun)]);
  const packed = compression?.pack(page) ?? page;
  const header = struct([
    i32(1, 0),
    i32(2, page.length),
    i32(3, packed.length),
    nested(5, [i32(1, claimedValues ?? values.length), i32(2, PLAIN), i32(3, RLE), i32(4, RLE)]),
  ]);
  const offset = file.length;
  file.push(...header, ...packed);
  const size = header.length + packed.length;
  const unpacked = claimedBytes ?? header.length + page.length;
  const meta = nested(3, [
    i32(1, PHYSICAL_TYPE[type]),
    list(2, 5, [zigzag(PLAIN), zigzag(RLE)]),
    list(3, 8, [text(name)]),
    i32(4, compression?.codec ?? 0),
    i64(5, values.length),
    i64(6, unpacked),
    i64(7, size),
    i64(9, offset),
  ]);
  return { meta: struct([i64(2, offset), meta]), size };
}

/** Each in a run of its own. */
function levelsOf(levels: readonly number[], firstRun = 1): number[] {
  const runs = levels.flatMap((level, index) => [...varint((index === 0 ? firstRun : 1) * 2), level]);
  return [...uint32(runs.length), ...runs];
}

/** Which values there are, then those. */
function pageOf(values: ParquetColumn["values"], firstRun?: number): number[] {
  const levels = levelsOf(
    values.map((value) => (value === null ? 0 : 1)),
    firstRun,
  );
  const content = values.flatMap((value) => {
    if (value === null) return [];
    if (typeof value === "number") return [...new Uint8Array(Float64Array.of(value).buffer)];
    const bytes = Buffer.from(value);
    return [...uint32(bytes.length), ...bytes];
  });
  return [...levels, ...content];
}

const uint32 = (value: number): number[] => [...new Uint8Array(Uint32Array.of(value).buffer)];
