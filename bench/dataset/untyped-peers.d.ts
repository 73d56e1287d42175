/** What is used of libraries that come without types. */
declare module "papaparse" {
  interface Options<Row> {
    readonly header: boolean;
    readonly skipEmptyLines: boolean;
    readonly chunk: (results: { readonly data: readonly Row[] }) => void;
    readonly complete: () => void;
    readonly error: (error: Error) => void;
  }
  const Papa: { parse<Row>(source: NodeJS.ReadableStream, options: Options<Row>): void };
  // The library has no other export.
  export default Papa;
}

declare module "yauzl" {
  export interface Entry {
    readonly fileName: string;
  }
  export interface ZipFile {
    eachEntry(): AsyncIterable<Entry>;
    openReadStreamPromise(entry: Entry): Promise<AsyncIterable<Uint8Array>>;
  }
  export function openPromise(path: string, options: { readonly lazyEntries: true }): Promise<ZipFile>;
}
