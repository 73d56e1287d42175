import { createServer } from "node:http";
import { once } from "node:events";
import { expect, test } from "vitest";
import { machineClock } from "../ports/clock.ts";
import { spotNotice } from "./spot-notice.ts";

const TOKEN = "token-1";

/** @param answers - to one look after the other, each a status and a body. */
async function metadataService(answers: readonly (readonly [number, string])[]) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (request.method === "PUT") return void response.end(TOKEN);
    if (request.headers["x-aws-ec2-metadata-token"] !== TOKEN) return void response.writeHead(401).end();
    const [status, body] = answers[asked.length / 2 - 1] ?? [500, ""];
    response.writeHead(status).end(body);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return { url: `http://127.0.0.1:${address.port}`, asked, close: () => void server.close() };
}

const logged: string[] = [];
const surroundings = {
  clock: { ...machineClock(), sleep: async () => undefined },
  log: (event: string) => void logged.push(event),
};

test("the notice is found, with a token as the service wants it, also after a look that failed", async () => {
  const notice = { action: "stop", time: "2026-11-25T12:00:00Z" };
  const service = await metadataService([
    [404, "none"],
    [500, "out of order"],
    [200, JSON.stringify(notice)],
  ]);
  expect(await spotNotice(service.url, surroundings, new AbortController().signal)).toEqual(notice);
  expect(service.asked.slice(0, 2)).toEqual(["PUT /latest/api/token", "GET /latest/meta-data/spot/instance-action"]);
  expect(logged).toEqual(["metadata_unreadable"]);
  service.close();
});

test("an agent that ends asks no more", async () => {
  expect(await spotNotice("http://127.0.0.1:1", surroundings, AbortSignal.abort())).toBeNull();
});
