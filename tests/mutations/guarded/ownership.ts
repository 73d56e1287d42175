import type { Guarded } from "../guarded.ts";

const API = "apps/api/src";
const ROUTER = `${API}/router.test.ts`;
const FOREIGN = "an id of somebody else's answers exactly like one that never was";

export const OWNERSHIP: Guarded = {
  promise: "callers see and change what is theirs",
  mutations: [
    {
      what: "whose job it is",
      file: `${API}/jobs/own-job.ts`,
      from: "return job?.value.owner === ctx.caller.owner ? job : null;",
      to: "return job;",
      noticedBy: { file: ROUTER, test: `${FOREIGN} jobs.get` },
    },
    {
      what: "whose dataset it is",
      file: `${API}/datasets/own-dataset.ts`,
      from: "doc?.value.owner === ctx.caller.owner && !doc.value.deleted",
      to: "doc?.value.deleted === false",
      noticedBy: { file: ROUTER, test: `${FOREIGN} datasets.get` },
    },
    {
      what: "one procedure's own look, `jobs.cancel`",
      file: `${API}/jobs/cancel-job.ts`,
      from: "const { value } = await ownJob(ctx, input.jobId);",
      to: "const value = { id: input.jobId, outcome: undefined };",
      noticedBy: { file: ROUTER, test: `${FOREIGN} jobs.cancel` },
    },
    {
      what: "whose dataset it is that a deletion left half deleted",
      file: `${API}/datasets/delete-dataset.ts`,
      from: "if (read?.value.owner !== ctx.caller.owner)",
      to: "if (read === null)",
      noticedBy: {
        file: `${API}/datasets/uploads.test.ts`,
        test: "a dataset is deleted by a second call too, when the first was cut off in the middle",
      },
    },
    {
      what: "whose job a server holds, in `status`",
      file: `${API}/status/status-view.ts`,
      from: "holder !== null && own.has(holder) ? holder : null",
      to: "holder",
      noticedBy: {
        file: `${API}/status/status.test.ts`,
        test: "the job of a server is named to its owner only",
      },
    },
    {
      what: "that there must be a caller",
      file: `${API}/trpc.ts`,
      from: 'if (ctx.caller === null) throw new FlashRefusal({ code: "unauthorized" });',
      to: "if (ctx.caller === null) return next({ ctx: { ...ctx, caller: { owner: 'nobody', admin: false } } });",
      noticedBy: { file: ROUTER, test: "without a key nothing is answered status" },
    },
    {
      what: "that only admins switch dev mode",
      file: `${API}/trpc.ts`,
      from: 'if (!ctx.caller.admin) throw new FlashRefusal({ code: "forbidden", needs: "admin" });',
      to: "",
      noticedBy: { file: ROUTER, test: "only an admin's key switches dev mode" },
    },
  ],
};
