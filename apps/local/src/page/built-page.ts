import { fileURLToPath } from "node:url";
import { buildPage, isPageBuilt } from "@flash/web/hosting";
import { inTurn } from "../../../../build/in-turn.ts";

const LOCK = fileURLToPath(new URL("../../../../node_modules/.cache/flash-page.lock", import.meta.url));

/** Builds the page unless that is done; of those who ask at the same time one builds. @param say - hears why it takes a moment. */
export async function builtPage(say: (line: string) => void): Promise<void> {
  if (await isPageBuilt()) return;
  await inTurn(LOCK, async () => {
    if (await isPageBuilt()) return;
    say("Building the page: a few seconds, once …");
    await buildPage();
  });
}
