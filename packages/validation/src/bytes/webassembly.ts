/** @throws where there is no SIMD, or no leave to run WebAssembly: the content security policy of a page may forbid it. */
export const compileWasm = (base64: string): Promise<WebAssembly.Module> =>
  WebAssembly.compile(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));
