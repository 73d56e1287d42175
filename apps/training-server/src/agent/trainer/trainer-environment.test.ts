import { TRAINER_ENV } from "@flash/schemas";
import { expect, test } from "vitest";
import { trainerEnvironment } from "./trainer-environment.ts";

const facts = { job: "job_1", attempt: 2, seed: 7, deadlineMs: 123, temporary: "/work/tmp" };
const host = {
  PATH: "/bin",
  HOME: "/root",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1/credentials",
  FLASH_BUCKET: "bucket",
  NODE_OPTIONS: "--require /tmp/x.js",
  CUDA_VISIBLE_DEVICES: "0",
};

test("a trainer sees nothing but the names of the contract", () => {
  const names = Object.keys(trainerEnvironment(host, facts));
  expect(names.filter((name) => !TRAINER_ENV.some((allowed) => allowed === name))).toEqual([]);
  expect(JSON.stringify(trainerEnvironment(host, facts))).not.toMatch(/secret|credentials|bucket|root/u);
});

test("a trainer is told its job, its attempt, its seed and its deadline", () => {
  expect(trainerEnvironment(host, facts)).toMatchObject({
    FLASH_JOB_ID: "job_1",
    FLASH_ATTEMPT: "2",
    FLASH_SEED: "7",
    FLASH_DEADLINE_MS: "123",
    CUDA_VISIBLE_DEVICES: "0",
  });
});
