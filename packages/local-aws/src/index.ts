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
export { presign, type PresignRequest } from "./sigv4/presign.ts";
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
export type { DeadLetter } from "./lambda/dead-letters.ts";
export { LambdaFaults } from "./lambda/faults.ts";
export type { CrashFault, EventFate, EventFault, FunctionFault } from "./lambda/faults.ts";
export { FunctionError, RequestTooLargeError, TooManyRequestsError } from "./lambda/function-error.ts";
export type { ErrorReport } from "./lambda/function-error.ts";
export { createFunctionHost } from "./lambda/function-host.ts";
export type { FunctionHost, HostOptions } from "./lambda/function-host.ts";
export type { OnLog } from "./lambda/function-log.ts";
export type { FunctionSetting } from "./lambda/function-setting.ts";
export type { UrlCors } from "./lambda/function-url-cors.ts";
export type { FunctionUrl, FunctionUrlOptions } from "./lambda/function-url.ts";
export type { Schedule, ScheduledEvent } from "./lambda/schedule.ts";
export {
  createS3Faults,
  type FaultSource,
  type S3EventFault,
  type S3Faults,
  type S3RequestFault,
} from "./s3/faults.ts";
export type { S3Event, S3EventName, S3EventRecord } from "./s3/events/s3-event.ts";
export { type LocalS3, type S3Options, startS3 } from "./s3/start-s3.ts";
