import { ServerName } from "@flash/schemas";
import * as z from "zod";
import { admin, router } from "../trpc.ts";

const DevMode = z.object({ server: ServerName, devMode: z.boolean() });
/** `when_asleep`: the server has a machine on, which dev mode would leave on. */
const DevModeAnswer = z.object({ takesEffect: z.enum(["now", "when_asleep"]) });

export const servers = router({
  /** In dev mode no EC2 call is made for the server. Refuses with `forbidden` and `server_not_found`. */
  setDevMode: admin
    .input(DevMode)
    .output(DevModeAnswer)
    .mutation(async ({ ctx, input }) => ({
      takesEffect: await ctx.controlPlane.setDevMode(input.server, input.devMode),
    })),
});
