import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import type { ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { expect, test } from "vitest";
import { testFlash } from "../../test/client.ts";
import { EpochMs, type ModelDownload } from "@flash/schemas";
import { jobIn, MODEL, STATUS, TASK_TYPE_LIST } from "../../test/samples.ts";
import type { FlashError } from "../error/flash-error.ts";
import {
  FlashProvider,
  flashQueries,
  useDatasets,
  useJob,
  useJobs,
  useStatus,
  useTaskTypes,
  useTrain,
  useUpload,
} from "../react.ts";

const { flash } = testFlash({ url: "http://127.0.0.1:9" });

function rendered(page: () => ReactNode, queries = new QueryClient()): string {
  const provided = createElement(FlashProvider, { flash }, createElement(page));
  return renderToString(createElement(QueryClientProvider, { client: queries }, provided));
}

test("what has been asked already is there with the first rendering", () => {
  const queries = new QueryClient();
  const options = flashQueries(flash);
  queries.setQueryData(options.status().queryKey, STATUS);
  queries.setQueryData(options.taskTypes().queryKey, TASK_TYPE_LIST);
  queries.setQueryData(options.job("job_1").queryKey, jobIn("training"));
  const page = (): string => {
    const [status, taskTypes, job] = [useStatus().data, useTaskTypes().data, useJob("job_1").data];
    return [status?.status, taskTypes?.[0]?.title, job?.state].join(", ");
  };
  expect(rendered(page, queries)).toBe("sleeping, Text classification, training");
});

test("lists, training and uploads begin quietly", () => {
  const page = (): string => {
    const [jobs, datasets, train, upload] = [useJobs(), useDatasets(), useTrain(), useUpload()];
    return [jobs.isPending, datasets.isPending, train.isIdle, upload.isIdle, upload.progress === null].join(", ");
  };
  expect(rendered(page)).toBe("true, true, true, true, true");
});

test("a hook without a provider says what is missing", () => {
  const page = (): ReactNode => useStatus().data?.status;
  const queries = createElement(QueryClientProvider, { client: new QueryClient() }, createElement(page));
  expect(() => renderToString(queries)).toThrow("There is no FlashProvider above this component.");
});

test("URLs of a model are fresh for as long as they live, and never longer, however wrong the clock of a computer is", () => {
  const queries = new QueryClient();
  const query = flashQueries(flash).model("job_1");
  const freshFor = (expiresAt: number): unknown => {
    queries.setQueryData(
      query.queryKey,
      { ...MODEL, expiresAt: EpochMs.parse(expiresAt), artifacts: [] },
      { updatedAt: 1_000 },
    );
    const kept = queries.getQueryCache().find<ModelDownload, FlashError>({ queryKey: query.queryKey });
    return kept === undefined || typeof query.staleTime !== "function" ? null : query.staleTime(kept);
  };
  expect(freshFor(601_000)).toBe(600_000);
  expect(freshFor(7_200_000)).toBe(900_000);
  expect(freshFor(0)).toBe(0);
});
