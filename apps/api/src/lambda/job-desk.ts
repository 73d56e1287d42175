import { type ControlPlaneDeps, createControlPlane } from "@flash/control-plane";
import type { JobDesk } from "../context.ts";

/** The control plane as far as the API uses it. */
export const jobDesk = (deps: ControlPlaneDeps): JobDesk => createControlPlane(deps);
