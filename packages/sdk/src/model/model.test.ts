import { describe, expect, test } from "vitest";
import { errorOf, testFlash } from "../../test/client.ts";
import { startHttp, startPlatform } from "../../test/platform.ts";
import { ARTIFACT_BYTES } from "../../test/samples.ts";

const EXPIRED = "<?xml version='1.0'?><Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>";

describe("downloading an artifact", () => {
  test("gives the bytes, fetched without the key", async () => {
    const keys: (string | undefined)[] = [];
    await using storage = await startHttp(({ headers }, response) => {
      keys.push(headers.authorization);
      response.end(ARTIFACT_BYTES);
    });
    await using platform = await startPlatform({ artifactUrl: () => storage.url });
    const { model } = testFlash({ url: platform.url }).flash.job("job_1");
    expect(await model.downloadArtifact("model.onnx")).toEqual(ARTIFACT_BYTES);
    expect(keys).toEqual([undefined]);
  });

  test("refuses bytes of another digest", async () => {
    await using storage = await startHttp((_, response) => response.end("something else"));
    await using platform = await startPlatform({ artifactUrl: () => storage.url });
    const { model } = testFlash({ url: platform.url }).flash.job("job_1");
    expect(await errorOf(model.downloadArtifact("model.onnx"))).toMatchObject({
      code: "artifact_corrupt",
      problem: { path: "model.onnx", foundSha256: "f41f3fa625ff120ddca7ef456bf66371ecea23c129f4e4c32367101edb516cf8" },
    });
  });

  test("has an expired URL signed again, once", async () => {
    const urls: string[] = [];
    await using storage = await startHttp(({ url = "" }, response) => {
      urls.push(url);
      if (url === "/2") response.end(ARTIFACT_BYTES);
      else response.writeHead(403).end(EXPIRED);
    });
    let signed = 0;
    await using platform = await startPlatform({ artifactUrl: () => `${storage.url}/${++signed}` });
    const { model } = testFlash({ url: platform.url }).flash.job("job_1");
    expect(await model.downloadArtifact("model.onnx")).toEqual(ARTIFACT_BYTES);
    expect(urls).toEqual(["/1", "/2"]);
  });

  test("says what the storage said when it goes on refusing", async () => {
    await using storage = await startHttp((_, response) =>
      response.writeHead(403, { "x-amz-request-id": "s3-1" }).end(EXPIRED),
    );
    await using platform = await startPlatform({ artifactUrl: () => storage.url });
    const { model } = testFlash({ url: platform.url }).flash.job("job_1");
    expect(await errorOf(model.downloadArtifact("model.onnx"))).toMatchObject({
      code: "download_refused",
      problem: { status: 403, storageCode: "AccessDenied" },
      requestId: "s3-1",
    });
  });

  test("goes on after a broken connection", async () => {
    let count = 0;
    await using storage = await startHttp((_, response) => {
      if (++count > 1) {
        response.end(ARTIFACT_BYTES);
        return;
      }
      response.writeHead(200, { "content-length": ARTIFACT_BYTES.length }).write(ARTIFACT_BYTES.subarray(0, 5), () => {
        response.destroy();
      });
    });
    await using platform = await startPlatform({ artifactUrl: () => storage.url });
    const { model } = testFlash({ url: platform.url }).flash.job("job_1");
    expect(await model.downloadArtifact("model.onnx")).toEqual(ARTIFACT_BYTES);
  });

  test("names the artifacts there are when there is none of this path", async () => {
    await using platform = await startPlatform();
    const { model } = testFlash({ url: platform.url }).flash.job("job_1");
    expect(await errorOf(model.downloadArtifact("model.bin"))).toMatchObject({
      code: "artifact_not_found",
      remedy: "Take one of: model.onnx.",
    });
  });
});
