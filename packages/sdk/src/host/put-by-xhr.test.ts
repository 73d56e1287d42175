import { expect, test } from "vitest";
import { pageWithXhr } from "../../test/page-xhr.ts";
import { csv, GOOD_CSV } from "../../test/samples.ts";
import { startStorage } from "../../test/storage.ts";
import { deadline } from "../transport/deadline.ts";
import { localFile } from "../upload/upload-file.ts";
import { host } from "./in-page.ts";

const file = localFile(csv(GOOD_CSV), undefined);
const headers = { "content-type": "text/csv", "content-length": String(GOOD_CSV.length), Host: "storage" };

test("a page sends the file with the signed headers that it may set, and hears how far it is", async () => {
  using _page = pageWithXhr();
  await using storage = await startStorage();
  const seen: number[] = [];
  const onSent = (bytes: number): number => seen.push(bytes);
  const { answer } = await host.put(fetch)({ url: storage.url, headers, file, limit: deadline(null), onSent });
  expect(answer.status).toBe(200);
  expect(storage.puts).toMatchObject([{ bytes: GOOD_CSV.length, headers: { "content-type": "text/csv" } }]);
  expect(seen).toEqual([GOOD_CSV.length]);
});

test("a page hears why the storage refuses, and what it asks for", async () => {
  using _page = pageWithXhr();
  await using storage = await startStorage((response) =>
    response
      .writeHead(403, { "retry-after": "1", "x-amz-request-id": "s3-9" })
      .end("<Error><Code>AccessDenied</Code></Error>"),
  );
  const onSent = (): void => undefined;
  const { answer, body } = await host.put(fetch)({ url: storage.url, headers, file, limit: deadline(null), onSent });
  expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("x-amz-request-id")]).toEqual([
    403,
    "1",
    "s3-9",
  ]);
  expect(body).toBe("<Error><Code>AccessDenied</Code></Error>");
});

test("a page stops sending when the signal says so", async () => {
  using _page = pageWithXhr();
  const leave = new AbortController();
  await using storage = await startStorage(() => leave.abort());
  const limit = deadline(leave.signal);
  const sent = host.put(fetch)({ url: storage.url, headers, file, limit, onSent: () => undefined });
  const error = await sent.then(
    () => null,
    (caught: unknown) => limit.explain(caught),
  );
  expect(error?.code).toBe("aborted");
});

test("a file that is gone is called so, and nothing is sent of it", async () => {
  using _page = pageWithXhr();
  await using storage = await startStorage();
  const gone = Object.assign(csv(GOOD_CSV), {
    stream: () => {
      throw new DOMException("The requested file could not be read", "NotReadableError");
    },
  });
  const request = { url: storage.url, headers, file: localFile(gone, undefined), limit: deadline(null) };
  const sent = host.put(fetch)({ ...request, onSent: () => undefined });
  await expect(sent).rejects.toMatchObject({ code: "file_unreadable", problem: { name: "spam.csv" } });
  expect(storage.puts).toEqual([]);
});
