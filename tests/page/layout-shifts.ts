import type { Page } from "playwright-core";

/** As much of it as is told; TypeScript's library does not have it. @see https://wicg.github.io/layout-instability/ */
interface LayoutShift extends PerformanceEntry {
  readonly sources: readonly { readonly node: Node | null }[];
}

/** What jumps on the page from now on: each shift as the elements that it has moved. */
export async function layoutShifts(page: Page): Promise<() => Promise<string[]>> {
  const seen = await page.evaluateHandle(() => {
    const shifts: string[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        // Its type was asked for.
        const { sources } = entry as LayoutShift;
        const moved = sources.map(({ node }) => (node instanceof Element ? node : node?.parentElement)?.outerHTML);
        shifts.push(moved.map((html) => html?.slice(0, 200)).join("\n"));
      }
    });
    observer.observe({ type: "layout-shift" });
    return shifts;
  });
  return () => seen.jsonValue();
}
