import { describe, expect, test } from "vitest";
import { errorOf, testEndpoint } from "../../test/client.ts";
import { pageWithXhr } from "../../test/page-xhr.ts";
import { csv, GOOD_CSV } from "../../test/samples.ts";
import { startStorage } from "../../test/storage.ts";
import { sendFile } from "./send-file.ts";
import { localFile } from "./upload-file.ts";

const file = localFile(csv(GOOD_CSV), undefined);
const headers = { "content-type": "text/csv", "content-length": String(GOOD_CSV.length), Host: "storage" };

describe("a page", () => {
  test("sends the file with the signed headers that a page may set, and hears how far it is", async () => {
    using _page = pageWithXhr();
    await using storage = await startStorage();
    const { endpoint } = testEndpoint({ url: storage.url.split("?")[0] ?? "" });
    const seen: number[] = [];
    const reading = { signal: undefined, onProgress: ({ bytes }: { bytes: number }) => seen.push(bytes) };
    await sendFile(endpoint, { url: storage.url, headers }, file, reading);
    expect(storage.puts).toMatchObject([{ bytes: GOOD_CSV.length, headers: { "content-type": "text/csv" } }]);
    expect(seen).toEqual([GOOD_CSV.length]);
  });

  test("hears why the storage refuses, and what it asks for", async () => {
    using _page = pageWithXhr();
    await using storage = await startStorage((response, count) =>
      count === 1
        ? response.writeHead(503, { "retry-after": "1" }).end()
        : response.writeHead(403, { "x-amz-request-id": "s3-9" }).end("<Error><Code>AccessDenied</Code></Error>"),
    );
    const { endpoint, pausesMs } = testEndpoint({ url: storage.url.split("?")[0] ?? "" });
    const reading = { signal: undefined, onProgress: () => undefined };
    const error = await errorOf(sendFile(endpoint, { url: storage.url, headers }, file, reading));
    expect(error).toMatchObject({
      code: "upload_refused",
      problem: { storageCode: "AccessDenied" },
      requestId: "s3-9",
    });
    expect(pausesMs).toEqual([1_125]);
  });

  test("stops sending when its signal says so", async () => {
    using _page = pageWithXhr();
    const leave = new AbortController();
    await using storage = await startStorage(() => leave.abort());
    const { endpoint } = testEndpoint({ url: storage.url.split("?")[0] ?? "" });
    const reading = { signal: leave.signal, onProgress: () => undefined };
    expect((await errorOf(sendFile(endpoint, { url: storage.url, headers }, file, reading))).code).toBe("aborted");
  });
});
