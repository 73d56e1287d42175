/** Of a source that has been read to its end. */
export async function* noBytes(): AsyncGenerator<Uint8Array, void, undefined> {}
