import { createFlash, type ErrorOf, isErrorOf } from "@flash/sdk";

const [url = "", apiKey = ""] = process.argv.slice(2);
const flash = createFlash({ url, apiKey });

function advice(error: ErrorOf<"jobs.cancel">): string {
  switch (error.code) {
    case "job_already_ended":
      return "too late";
    case "job_not_found":
    case "unauthorized":
    case "bad_request":
    case "request_too_large":
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
const jobs: string[] = [];
for await (const { state } of flash.jobs.list()) jobs.push(state);
const cancelled = await flash
  .job("job_1")
  .cancel()
  .then(({ stopped }) => stopped)
  .catch((error: unknown) => (isErrorOf("jobs.cancel", error) ? advice(error) : "unknown"));
console.log(JSON.stringify({ server: servers[0]?.name, jobs, cancelled }));
