import { buildPage, isPageBuilt } from "@flash/web/hosting";

/** @param say - hears why it takes a moment. */
export async function builtPage(say: (line: string) => void): Promise<void> {
  if (await isPageBuilt()) return;
  say("Building the page: a few seconds, once …");
  await buildPage();
}
