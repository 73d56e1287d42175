import type { Browser, Page } from "playwright-core";

/** A request that has left the page or its browser. */
export interface Sent {
  readonly url: string;
  readonly method: string;
  /** As the browser's own tools name it: `Document`, `Script`, `Fetch`, `XHR`, `EventSource`, `Preflight`, … */
  readonly type: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** A page that is open, and all that can be overheard of it. */
export interface Visit {
  readonly page: Page;
  /** Everything sent since the page was opened, preflights included. */
  readonly sent: readonly Sent[];
  /** Console errors and warnings, uncaught errors, and what the Content-Security-Policy has refused; complete once closed. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

/** Opens the address in a browser profile of its own: no cache, no preflight that was answered before. */
export async function visit(browser: Browser, address: string): Promise<Visit> {
  const context = await browser.newContext({ reducedMotion: "reduce" });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(String(error)));
  // A refusal is also an error of the console, but not where the page has caught it.
  await page.addInitScript(() =>
    document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
      console.error(`policy: ${violatedDirective} refuses ${blockedURI}`),
    ),
  );
  const sent = await overheard(page);
  await page.goto(address);
  return { page, sent, complaints, close: () => context.close() };
}

/** Playwright's own request events leave preflights out. */
async function overheard(page: Page): Promise<readonly Sent[]> {
  const sent: Sent[] = [];
  const session = await page.context().newCDPSession(page);
  session.on("Network.requestWillBeSent", ({ request: { url, method, headers }, type = "Other" }) => {
    const lowered = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
    sent.push({ url, method, type, headers: Object.fromEntries(lowered) });
  });
  await session.send("Network.enable");
  return sent;
}
