import { FlashRefusal, TrainRequest } from "@flash/schemas";
import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";
import { wireError } from "./wire-error.ts";

const inputError = (input: unknown): TRPCError =>
  new TRPCError({ code: "BAD_REQUEST", cause: TrainRequest.safeParse(input).error });

const TRAIN = {
  taskType: "text-classification",
  datasetId: "ds_01hzzzzzzzzzzzzzzzzzzzzzzz",
  idempotencyKey: "key-0001",
};

test("a refusal travels with its problem and its own status", () => {
  const cause = new FlashRefusal({ code: "job_not_found", jobId: "job_1" });
  const error = new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
  expect(wireError(error, "jobs.get", "request-1")).toEqual({
    message: "There is no job job_1.",
    code: -32004,
    data: {
      code: "NOT_FOUND",
      httpStatus: 404,
      path: "jobs.get",
      problem: { code: "job_not_found", jobId: "job_1" },
      remedy: "Check the id and the key.",
      requestId: "request-1",
    },
  });
});

test("anything else is told by nothing but the request's id", () => {
  const error = new TRPCError({
    code: "INTERNAL_SERVER_ERROR",
    message: "bucket flash-7 is gone",
    cause: new Error("x"),
  });
  expect(wireError(error, "status", "request-1")).toEqual({
    message: "Something went wrong on the server.",
    code: -32603,
    data: {
      code: "INTERNAL_SERVER_ERROR",
      httpStatus: 500,
      path: "status",
      problem: null,
      remedy: null,
      requestId: "request-1",
    },
  });
});

test("hyperparameters that do not fit are named one by one, unknown ones among them", () => {
  const input = { ...TRAIN, hyperparameters: { epochs: 0, layers: 2, stepLr: { gamma: 5 } } };
  const { problem } = wireError(inputError(input), "train", undefined).data;
  expect(problem).toMatchObject({ code: "hyperparameters_invalid" });
  expect(problem?.code === "hyperparameters_invalid" && problem.faults.map(({ path }) => path).toSorted()).toEqual([
    "epochs",
    "layers",
    "stepLr.gamma",
  ]);
});

test("other faults of an input are a bad request, with the field of each", () => {
  const input = { ...TRAIN, datasetId: "mine", limits: { maxRunMs: 1 }, hyperparameters: { epochs: 0 } };
  const { problem } = wireError(inputError(input), "train", undefined).data;
  expect(problem).toMatchObject({ code: "bad_request" });
  expect(problem?.code === "bad_request" && problem.faults.map(({ path }) => path).toSorted()).toEqual([
    "datasetId",
    "hyperparameters.epochs",
    "limits.maxRunMs",
  ]);
});

test("an unknown task type is a bad request", () => {
  expect(wireError(inputError({ ...TRAIN, taskType: "speech" }), "train", undefined).data.problem).toEqual({
    code: "bad_request",
    faults: [{ path: "taskType", message: "none of the known values" }],
  });
});

test("what is no request at all says why", () => {
  const error = new TRPCError({ code: "NOT_FOUND", message: 'No "query"-procedure on path "statu"' });
  expect(wireError(error, "statu", undefined).data).toMatchObject({
    httpStatus: 404,
    problem: { code: "bad_request", faults: [{ path: "", message: 'No "query"-procedure on path "statu"' }] },
  });
});

test("a refusal that its procedure does not declare is a fault of ours", () => {
  const cause = new FlashRefusal({ code: "job_not_found", jobId: "job_1" });
  const error = new TRPCError({ code: "INTERNAL_SERVER_ERROR", cause });
  expect(wireError(error, "status", undefined).data).toMatchObject({ httpStatus: 500, problem: null });
});

test("a call of the wrong kind is told so, also by a procedure that takes no input and declares no bad request", () => {
  const error = new TRPCError({ code: "METHOD_NOT_SUPPORTED", message: "status is a query" });
  expect(wireError(error, "status", undefined).data).toMatchObject({
    httpStatus: 405,
    problem: { code: "bad_request", faults: [{ path: "", message: "status is a query" }] },
  });
});
