import { createFlash, type ErrorOf, isErrorOf } from "@flash/sdk";

const [connection = "", path = ""] = process.argv.slice(2);
const flash = createFlash(JSON.parse(connection));

function advice(error: ErrorOf<"jobs.cancel">): string {
  switch (error.code) {
    case "job_already_ended":
      return "too late";
    case "job_not_found":
    case "unauthorized":
    case "bad_request":
    case "request_too_large":
    case "idempotency_key_reused":
    case "rate_limited":
      return error.remedy;
    case "network":
    case "timeout":
    case "aborted":
    case "server_fault":
    case "unexpected_answer":
      return error.message;
  }
}

const { servers } = await flash.status();
const dataset = await flash.uploadDataset(path, { taskType: "text-classification" });
const job = await flash.train({ dataset, taskType: "text-classification", hyperparameters: { model: "fasttext" } });
const cancelled = await job.cancel();
await job.wait();
const again = await job
  .cancel()
  .then(({ stopped }) => stopped)
  .catch((error: unknown) => (isErrorOf("jobs.cancel", error) ? advice(error) : "unknown"));
const jobs: string[] = [];
for await (const { state } of flash.jobs.list()) jobs.push(state);
console.log(
  JSON.stringify({
    server: servers[0]?.name,
    rows: dataset.report.rows.kept,
    jobs,
    cancelled: cancelled.job.id === job.id,
    again,
  }),
);
