/** @throws where there is no SIMD, or no leave to run WebAssembly: the content security policy of a page may forbid it. */
export async function compileWasm(bytes: Promise<{ readonly WASM_BASE64: string }>): Promise<WebAssembly.Module> {
  return WebAssembly.compile(Uint8Array.from(atob((await bytes).WASM_BASE64), (char) => char.charCodeAt(0)));
}

/**
 * Makes what works in an instance of one of our modules. These ask for nothing but memory.
 *
 * @returns undefined where the runtime has none to give.
 */
export function ifMemory<Made>(make: () => Made): Made | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}
