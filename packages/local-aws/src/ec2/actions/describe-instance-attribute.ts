import { Ec2Error } from "../ec2-error.ts";
import type { LocalInstance } from "../local-instance.ts";
import type { Action } from "./action.ts";

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeInstanceAttribute.html */
export const describeInstanceAttribute: Action = {
  resourceLevel: false,
  run: (request, named) => {
    const [machine] = named;
    if (!machine) throw new Ec2Error("MissingParameter", "The request must contain the parameter InstanceId");
    const attribute = request.required("Attribute");
    const { instance } = machine;
    return [
      ["instanceId", instance.instanceId],
      [attribute, [["value", valueOf(instance, attribute)]]],
    ];
  },
};

function valueOf(instance: LocalInstance, attribute: string): string {
  switch (attribute) {
    case "instanceInitiatedShutdownBehavior":
      return instance.shutdownBehavior ?? "stop";
    case "instanceType":
      return instance.instanceType;
    default: {
      const known = "the local EC2 knows instanceInitiatedShutdownBehavior and instanceType";
      throw new Ec2Error("InvalidParameterValue", `Value (${attribute}) for parameter attribute is invalid: ${known}`);
    }
  }
}
