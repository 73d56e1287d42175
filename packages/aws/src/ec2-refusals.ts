import { EC2ServiceException } from "@aws-sdk/client-ec2";
import type { RefusalKind, SwitchAnswer } from "@flash/control-plane";

/**
 * EC2's error codes that StartInstances and StopInstances can answer with, by what follows from them. The code decides,
 * not the HTTP status: a lack of capacity comes as a 500.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
 */
export const EC2_REFUSALS: Readonly<Record<string, RefusalKind>> = {
  InsufficientCapacity: "capacity",
  InsufficientHostCapacity: "capacity",
  InsufficientInstanceCapacity: "capacity",
  InsufficientReservedInstanceCapacity: "capacity",
  ReservationCapacityExceeded: "capacity",
  UnfulfillableCapacity: "capacity",

  HostLimitExceeded: "quota",
  InstanceLimitExceeded: "quota",
  MaxSpotInstanceCountExceeded: "quota",
  VcpuLimitExceeded: "quota",

  IncorrectInstanceState: "wrong_state",
  IncorrectState: "wrong_state",

  // A Spot instance that was interrupted is started again by EC2 alone, once it can.
  IncorrectSpotRequestState: "not_startable",
  SpotMaxPriceTooLow: "not_startable",

  "InvalidInstanceID.Malformed": "missing",
  "InvalidInstanceID.NotFound": "missing",
};

/**
 * Client errors (4xx) that say nothing about the instance and pass: throttling, and credentials that ran out on the way.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonErrors.html
 */
const PASSING = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "RequestLimitExceeded",
  "RequestThrottled",
  "RequestThrottledException",
  "Throttling",
  "ThrottlingException",
]);

/** What a failed start or stop means; null: an outage, to be thrown. */
export function ec2Refusal(error: unknown): (SwitchAnswer & { readonly ok: false }) | null {
  if (!(error instanceof EC2ServiceException)) return null;
  const kind = EC2_REFUSALS[error.name] ?? (isPermanent(error) ? "refused" : null);
  return kind === null ? null : { ok: false, kind, code: error.name, message: error.message };
}

function isPermanent({ name, $metadata }: EC2ServiceException): boolean {
  const status = $metadata.httpStatusCode ?? 0;
  return status >= 400 && status < 500 && !PASSING.has(name);
}
