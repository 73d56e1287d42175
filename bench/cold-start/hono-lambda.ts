/** One route of a router without tRPC and without a schema: about the least that a framework costs. */
import { describedTaskTypes } from "@flash/api/all-at-once";
import { Hono } from "hono";
import { handle } from "hono/aws-lambda";

const app = new Hono();
app.get("/taskTypes.list", (context) =>
  context.req.header("authorization") === `Bearer ${process.env["BENCH_KEY"]}`
    ? context.json({ result: { data: describedTaskTypes } })
    : context.json({ error: "unauthorized" }, 401),
);

export const handler = handle(app);
