/** Stored documents are snake_case (training servers are often Python), the API is camelCase. */

type CamelKey<S extends string> = S extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<CamelKey<Tail>>}` : S;
type SnakeKey<S extends string> = S extends `${infer Head}${infer Tail}`
  ? Head extends Lowercase<Head>
    ? `${Head}${SnakeKey<Tail>}`
    : `_${Lowercase<Head>}${SnakeKey<Tail>}`
  : S;

/** Branded strings and numbers are objects to TypeScript: they must pass through untouched. */
type Leaf = string | number | boolean | bigint | null | undefined;

export type CamelCase<T> = T extends Leaf
  ? T
  : T extends readonly (infer Item)[]
    ? CamelCase<Item>[]
    : { [Key in keyof T as Key extends string ? CamelKey<Key> : Key]: CamelCase<T[Key]> };
export type SnakeCase<T> = T extends Leaf
  ? T
  : T extends readonly (infer Item)[]
    ? SnakeCase<Item>[]
    : { [Key in keyof T as Key extends string ? SnakeKey<Key> : Key]: SnakeCase<T[Key]> };

function mapKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapKeys(item, rename));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), mapKeys(inner, rename)]));
}

/** Every key of a JSON value, at every depth, in camelCase. Not for records whose keys are a user's words. */
export const camelCase = <T>(value: T): CamelCase<T> =>
  // The mapped type says exactly what the loop does; TypeScript cannot follow it through Object.entries.
  mapKeys(value, (key) => key.replace(/_([a-z0-9])/gu, (_, letter: string) => letter.toUpperCase())) as CamelCase<T>;

/** Every key of a JSON value, at every depth, in snake_case. Not for records whose keys are a user's words. */
export const snakeCase = <T>(value: T): SnakeCase<T> =>
  mapKeys(value, (key) => key.replace(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)) as SnakeCase<T>;
