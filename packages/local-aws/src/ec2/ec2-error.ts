import type { FaultCode } from "./faults.ts";

export type Ec2ErrorCode =
  | FaultCode
  | "AuthFailure"
  | "DryRunOperation"
  | "FilterLimitExceeded"
  | "IncorrectInstanceState"
  | "InvalidAction"
  | "InvalidInstanceID.Malformed"
  | "InvalidInstanceID.NotFound"
  | "InvalidNextToken"
  | "InvalidParameterCombination"
  | "InvalidParameterValue"
  | "MissingParameter"
  | "RequestExpired"
  | "UnauthorizedOperation";

/** HTTP status of each error. Capacity and outages are server errors, which the SDK retries by itself. */
export const HTTP_STATUS = {
  AuthFailure: 401,
  DryRunOperation: 412,
  FilterLimitExceeded: 400,
  IncorrectInstanceState: 400,
  IncorrectSpotRequestState: 400,
  InstanceLimitExceeded: 400,
  InsufficientInstanceCapacity: 500,
  InternalError: 500,
  InvalidAction: 400,
  "InvalidInstanceID.Malformed": 400,
  "InvalidInstanceID.NotFound": 400,
  InvalidNextToken: 400,
  InvalidParameterCombination: 400,
  InvalidParameterValue: 400,
  MissingParameter: 400,
  RequestExpired: 400,
  RequestLimitExceeded: 503,
  ServiceUnavailable: 503,
  Unavailable: 503,
  UnauthorizedOperation: 403,
  VcpuLimitExceeded: 400,
} satisfies Record<Ec2ErrorCode, number>;

/** What EC2 answers instead of a result. */
export class Ec2Error extends Error {
  readonly code: Ec2ErrorCode;

  constructor(code: Ec2ErrorCode, message: string) {
    super(message);
    this.name = "Ec2Error";
    this.code = code;
  }
}

/** The sentence that EC2 says with an error that was switched on as a fault. */
export const FAULT_MESSAGE = {
  InsufficientInstanceCapacity: "Insufficient capacity. There is no capacity of this instance type in this zone now.",
  VcpuLimitExceeded:
    "You have requested more vCPU capacity than your current vCPU limit allows for this instance family.",
  InstanceLimitExceeded: "Your quota allows for 0 more running instance(s).",
  IncorrectSpotRequestState: "The Spot Instance request of this instance is not in a state that lets you start it.",
  RequestLimitExceeded: "Request limit exceeded.",
  InternalError: "An internal error has occurred.",
  ServiceUnavailable: "The request has failed due to a temporary failure of the server.",
  Unavailable: "The server is overloaded and cannot handle the request.",
} satisfies Record<FaultCode, string>;
