declare global {
  /** Zod's settings, which every copy of zod in a page shares. Zod does not declare them. */
  // oxlint-disable-next-line no-var -- only `var` declares a property of `globalThis`.
  var __zod_globalConfig: { jitless?: boolean } | undefined;
}

/**
 * Loads modules that define zod schemas. With each one zod tries whether it may compile code, and a page whose
 * Content-Security-Policy forbids that reports a violation although zod goes on without.
 *
 * @see https://github.com/colinhacks/zod/issues/4461
 */
export async function withoutEval<Modules>(load: () => Promise<Modules>): Promise<Modules> {
  // Only pages and their workers have such a policy; whoever shares zod with us elsewhere keeps its compiler.
  if (globalThis.location === undefined) return load();
  const zod = (globalThis.__zod_globalConfig ??= {});
  if (zod.jitless === true) return load();
  zod.jitless = true;
  try {
    return await load();
  } finally {
    zod.jitless = false;
  }
}
