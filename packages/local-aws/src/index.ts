export type {
  Access,
  ConditionBlock,
  ConditionContext,
  ConditionOperator,
  Conditions,
  Identity,
  Permission,
} from "./identity.ts";
export { isAllowed } from "./identity.ts";
export type { SignatureRefusal } from "./sigv4/refusal.ts";
export type { SignableRequest } from "./sigv4/signable-request.ts";
export {
  type ChunkSeed,
  type Verification,
  type VerifiedRequest,
  type Verifier,
  verifySignature,
} from "./sigv4/verify.ts";
export type { Ec2Call } from "./ec2/call-log.ts";
export { Ec2Faults } from "./ec2/faults.ts";
export type { FailedBootFault, FaultCode, InstanceFault, RefusalFault, SlowBootFault } from "./ec2/faults.ts";
export type { History, InstanceState, StateChange, StateReason } from "./ec2/instance-state.ts";
export type { LocalInstance } from "./ec2/local-instance.ts";
export type { Timing } from "./ec2/machine.ts";
export { startEc2 } from "./ec2/start-ec2.ts";
export type { Ec2Options, LocalEc2 } from "./ec2/start-ec2.ts";
export type { InstanceStateChangeEvent } from "./ec2/state-change-event.ts";
export type { FaultRule, Undo } from "./faults/fault-rules.ts";
export type { BootCommand } from "./power/power-protocol.ts";
