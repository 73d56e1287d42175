import type { Platform } from "@flash/local";
import { createFlash, isFlashError } from "@flash/sdk";

/** Uploads a file as a page does that goes away after the last byte, before the platform has checked it. @returns the dataset's id. */
export async function uncheckedDataset({ connection }: Platform, csv: string): Promise<string> {
  const leaving = new AbortController();
  const flash = createFlash({
    ...connection,
    fetch: (input, init) => {
      const { pathname } = new URL(input instanceof Request ? input.url : input);
      if (pathname.endsWith("/datasets.validate")) leaving.abort();
      return fetch(input, init);
    },
  });
  const upload = flash.uploadDataset(new File([csv], "left.csv"), {
    taskType: "text-classification",
    signal: leaving.signal,
  });
  const error: unknown = await upload.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!isFlashError(error) || error.code !== "aborted") throw new Error("nobody has left", { cause: error });
  const [dataset] = (await createFlash(connection).datasets.list().page()).items;
  if (dataset?.state !== "uploaded") throw new Error(`the dataset is ${dataset?.state ?? "missing"}`);
  return dataset.id;
}
