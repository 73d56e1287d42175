/**
 * What the page is told when it starts, in `/flash-config.json`: the same build is served by every platform. Everybody who
 * can open the page can read it.
 */
export interface PageConfig {
  /** Where the API answers. */
  readonly apiUrl: string;
  /** Where subscriptions answer. */
  readonly streamUrl: string;
  /** The key of a platform on this very machine, so that nobody has to copy it; null everywhere else. */
  readonly localKey: string | null;
}

export const CONFIG_PATH = "/flash-config.json";

/** @returns null when it is no configuration. */
export function pageConfig(value: unknown): PageConfig | null {
  if (typeof value !== "object" || value === null) return null;
  const { apiUrl, streamUrl = apiUrl, localKey = null } = value as Partial<Record<keyof PageConfig, unknown>>;
  if (typeof apiUrl !== "string" || typeof streamUrl !== "string") return null;
  if (localKey !== null && typeof localKey !== "string") return null;
  return { apiUrl, streamUrl, localKey };
}

/** @throws Error with a sentence for whoever runs the page. */
export async function loadPageConfig(): Promise<PageConfig> {
  const answer = await fetch(CONFIG_PATH, { cache: "no-cache" }).catch(() => null);
  if (answer === null) throw new Error("This page's server does not answer.");
  if (!answer.ok) throw new Error(`There is no ${CONFIG_PATH} beside this page (HTTP ${answer.status}).`);
  const config = pageConfig(await answer.json().catch(() => null));
  if (config === null) throw new Error(`${CONFIG_PATH} is not a page configuration: it needs apiUrl.`);
  return config;
}
