/** How a file of the built page is handed out. */
export interface PageFile {
  /** Below `dist`. */
  readonly path: string;
  readonly cacheControl: string;
}

/**
 * The file that answers a path of the page. A path without a file extension is a place inside the page: its router
 * finds it.
 *
 * @param pathname - as in a URL, with a leading slash.
 */
export function pageFileFor(pathname: string): PageFile {
  const name = pathname.slice(pathname.lastIndexOf("/") + 1);
  if (!name.includes(".")) return { path: "index.html", cacheControl: "no-cache" };
  // Names in `assets/` carry the digest of their content.
  const cacheControl = pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  return { path: pathname.slice(1), cacheControl };
}
