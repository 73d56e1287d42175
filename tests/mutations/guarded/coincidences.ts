import type { Guarded } from "../guarded.ts";

const DECIDE = "packages/control-plane/src/server/decide.ts";
const FOUND = "packages/control-plane/test/found-by-the-simulator.test.ts";

/** The rest of what the control plane decides is changed by `npm run sim:mutations`, for the simulator to find. */
export const COINCIDENCES: Guarded = {
  promise: "no job is lost or trained twice, where more must coincide than the simulator meets in 15,000 schedules",
  mutations: [
    {
      what: "that a config is swept away only when its attempt is closed",
      file: DECIDE,
      from: "if (seen.isConfigClosed) return",
      to: "if (configJob.doc.value.requeue !== null) return",
      noticedBy: {
        file: FOUND,
        test: "a job that goes back to the queue keeps its config when a machine takes it after all, though its server's status was read before it named the job",
      },
    },
    {
      what: "that a job is put back which an older configuration may be about to assign",
      file: DECIDE,
      from: '[{ type: "put_back" }, ...letGo(seen)]',
      to: "letGo(seen)",
      noticedBy: {
        file: FOUND,
        test: "a server that the configuration does not know any more is assigned no job any more by a function of the older configuration that had just held it",
      },
    },
    {
      what: "that what was read before somebody went on with the job is read again",
      file: "packages/control-plane/src/server/observe.ts",
      from: "named === token && configJob !== job && isLive(config, configJob, server.name)",
      to: "named === token && configJob !== job && false",
      noticedBy: {
        file: FOUND,
        test: "a job that goes back to the queue keeps the config of its next attempt when a function goes on that had read the one before",
      },
    },
    {
      what: "that a free server's strays are stopped behind an intent",
      file: "packages/control-plane/src/fleet/strays.ts",
      from: "server !== null && spared.free.has(server)",
      to: "server !== null && server === undefined",
      noticedBy: {
        file: FOUND,
        test: "a server that the configuration does not know any more and of which a person has switched a machine on keeps it when a function of the older configuration gives it a job while the sweep looks",
      },
    },
  ],
};
