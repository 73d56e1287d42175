export { createAdmission } from "@flash/control-plane/quota";
