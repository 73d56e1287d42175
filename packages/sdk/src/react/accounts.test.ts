import { QueryClient, QueryObserver } from "@tanstack/react-query";
import type { WireStatus } from "@flash/schemas";
import { createElement, isValidElement } from "react";
import { expect, test } from "vitest";
import { testFlash } from "../../test/client.ts";
import { startPlatform } from "../../test/platform.ts";
import { STATUS } from "../../test/samples.ts";
import type { FlashError } from "../error/flash-error.ts";
import { FlashProvider, flashQueries } from "../react.ts";

const url = "http://127.0.0.1:9";
const accountOf = (options: Parameters<typeof testFlash>[0]): string => testFlash(options).flash.account;

test("what was answered to one key is never shown or kept for another one, even if it comes after the change", async () => {
  const held = Promise.withResolvers<void>();
  await using platform = await startPlatform({
    intercept: ({ headers: { authorization = "" } }, response) => {
      const data = { ...STATUS, caller: { owner: authorization, admin: false } };
      const answer = () =>
        response.setHeader("content-type", "application/json").end(JSON.stringify({ result: { data } }));
      void (authorization.endsWith("ann") ? held.promise : Promise.resolve()).then(answer);
      return true;
    },
  });
  const [ann, bob] = ["ann", "bob"].map((apiKey) => flashQueries(testFlash({ url: platform.url, apiKey }).flash));
  if (ann === undefined || bob === undefined) throw new Error("there are two");
  const queries = new QueryClient();
  const seenBy = (observer: QueryObserver<WireStatus, FlashError>) => {
    const seen: (string | undefined)[] = [];
    return { seen, leave: observer.subscribe(({ data }) => seen.push(data?.caller.owner)) };
  };
  // Whoever asked for it under the old key still waits for it.
  const late = seenBy(new QueryObserver(queries, ann.status()));
  const page = new QueryObserver(queries, ann.status());
  const { seen, leave } = seenBy(page);
  page.setOptions(bob.status());
  await expect.poll(() => seen).toContain("Bearer bob");
  held.resolve();
  await expect.poll(() => late.seen).toContain("Bearer ann");
  late.leave();
  leave();
  expect(new Set(seen)).toEqual(new Set(["Bearer bob"]));
  expect(queries.getQueryData(bob.status().queryKey)?.caller.owner).toBe("Bearer bob");
  queries.clear();
});

test("an account follows from address and key, on every computer the same, and does not show the key", () => {
  const [here, again] = [1, 2].map(() => accountOf({ url, apiKey: "flash_secret" }));
  expect(here).toBe(again);
  expect(here).not.toContain("secret");
  expect(accountOf({ url, apiKey: "flash_other" })).not.toBe(here);
  expect(accountOf({ url: "http://127.0.0.1:8", apiKey: "flash_secret" })).not.toBe(here);
});

test("whoever asks for tokens is somebody of their own, unless it is said who they are", () => {
  const getToken = (): string => "token";
  expect(accountOf({ url, getToken })).not.toBe(accountOf({ url, getToken }));
  expect(accountOf({ url, getToken, account: "ann" })).toBe("ann");
});

test("below a provider everything begins anew with another account, and nothing does with another key of the same one", () => {
  const keyBelow = (options: Parameters<typeof testFlash>[0]): unknown => {
    const { children } = FlashProvider({ flash: testFlash(options).flash, children: createElement("p") }).props as {
      children?: unknown;
    };
    return isValidElement(children) ? children.key : null;
  };
  expect(keyBelow({ url, apiKey: "one" })).not.toBe(keyBelow({ url, apiKey: "two" }));
  expect(keyBelow({ url, apiKey: "one", account: "ann" })).toBe(keyBelow({ url, apiKey: "two", account: "ann" }));
});
