/** A chunk of its own: an upload needs it, and needs nothing else of the control plane. */
export { createAdmission } from "@flash/control-plane/quota";
