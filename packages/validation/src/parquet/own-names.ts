import { type FileMetaData, parquetSchema, type SchemaTree } from "hyparquet";

/**
 * The same file with columns that are called by their numbers. hyparquet knows columns by their names and forgets one that has the name of
 * another: nobody would wait for it, and when it failed that would end the process.
 *
 * @throws RangeError for a group with other columns than the schema has.
 */
export function withOwnNames(metadata: FileMetaData): FileMetaData {
  const { children } = parquetSchema(metadata);
  const renamed = new Map(children.map(({ element }, index) => [element, { ...element, name: nameOf(index) }]));
  const leaves = children.flatMap((child, index) => leafPaths(child).map((path) => ({ path, index })));
  return {
    ...metadata,
    schema: metadata.schema.map((element) => renamed.get(element) ?? element),
    row_groups: metadata.row_groups.map((group) => {
      if (group.columns.length !== leaves.length) throw new RangeError("a group has other columns than the schema");
      return { ...group, columns: group.columns.map((column, at) => columnWith(column, leaves[at])) };
    }),
  };
}

/** How the column is called whose number, from 0, it is. */
export const nameOf = (index: number): string => String(index);

type Chunk = FileMetaData["row_groups"][number]["columns"][number];

function columnWith(column: Chunk, leaf: { path: readonly string[]; index: number } | undefined): Chunk {
  const { meta_data: meta } = column;
  const given = meta?.path_in_schema ?? [];
  if (meta === undefined || leaf === undefined || given.join("\0") !== leaf.path.join("\0"))
    throw new RangeError("a group has other columns than the schema");
  return { ...column, meta_data: { ...meta, path_in_schema: [nameOf(leaf.index), ...given.slice(1)] } };
}

const leafPaths = ({ children, path }: SchemaTree): string[][] =>
  children.length === 0 ? [path] : children.flatMap(leafPaths);
