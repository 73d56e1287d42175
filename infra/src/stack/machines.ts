import { SERVER_TAG } from "@flash/aws/ec2";
import { type Place, STACK_TAG, trainingServerStatements } from "@flash/aws/permissions";
import { Fn, Stack } from "aws-cdk-lib";
import {
  AmazonLinuxCpuType,
  CfnInstance,
  CfnLaunchTemplate,
  InstanceArchitecture,
  InstanceType,
  MachineImage,
} from "aws-cdk-lib/aws-ec2";
import type { CfnInstanceProfile } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { ServerSettings, StageSettings } from "../config/flash-config.ts";
import { userData } from "../machine/setup-script.ts";
import { acknowledge } from "./acknowledgements.ts";
import { isolatedNetwork, type Network } from "./network.ts";
import { instanceProfile, roleFor } from "./roles.ts";

export interface MachineSurroundings {
  readonly stackName: string;
  readonly bucketName: string;
  readonly place: Place;
  readonly settings: StageSettings;
}

/** One server of the fleet as the functions are told of it; ids of created machines are known only once they are there. */
interface FleetEntry {
  readonly name: string;
  readonly instances: Readonly<Record<string, readonly string[]>>;
  readonly reports: boolean;
  readonly usdPerHour: number | null;
}

export interface Fleet {
  readonly entries: readonly FleetEntry[];
  readonly instanceIds: readonly string[];
  /** For each server, what a machine that is made by hand must carry. */
  readonly profiles: readonly { readonly server: string; readonly profile: CfnInstanceProfile }[];
}

type Created = Extract<ServerSettings["machines"][string], { instanceType: string }>;

/** The machines of every server: those that are there already by their ids, the others made. */
export function machinesOf(scope: Construct, around: MachineSurroundings): Fleet {
  const { settings, place } = around;
  let network: Network | undefined;
  const fleet = settings.servers.map((server) => {
    const statements = trainingServerStatements(server.name, place);
    const role = roleFor(scope, `training-server-${server.name}-role`, "ec2", statements);
    const profile = instanceProfile(scope, `training-server-${server.name}-profile`, role);
    const ids = new Map<string, string>();
    for (const [name, machine] of Object.entries(server.machines)) {
      if ("instanceId" in machine) {
        ids.set(name, machine.instanceId);
        continue;
      }
      network ??= isolatedNetwork(scope, around.bucketName);
      ids.set(name, createMachine(scope, { server, name, machine, profile, network }, around));
    }
    return { server, profile, ids };
  });
  return {
    entries: fleet.map(({ server, ids }) => entryOf(server, ids)),
    instanceIds: fleet.flatMap(({ ids }) => [...ids.values()]),
    profiles: fleet.map(({ server, profile }) => ({ server: server.name, profile })),
  };
}

const entryOf = (
  { name, serves, reports, usdPerHour }: ServerSettings,
  ids: ReadonlyMap<string, string>,
): FleetEntry => ({
  name,
  instances: Object.fromEntries(
    Object.entries(serves).map(([taskType, machines]) => [
      taskType,
      machines.flatMap((machine) => {
        const id = ids.get(machine);
        return id === undefined ? [] : [id];
      }),
    ]),
  ),
  reports,
  usdPerHour,
});

interface Making {
  readonly server: ServerSettings;
  readonly name: string;
  readonly machine: Created;
  readonly profile: CfnInstanceProfile;
  readonly network: Network;
}

/** @returns its id, which CloudFormation fills in. */
function createMachine(scope: Construct, making: Making, around: MachineSurroundings): string {
  const { server, name, network } = making;
  const template = launchTemplate(scope, making, around);
  const instance = new CfnInstance(scope, `machine-${server.name}-${name}`, {
    launchTemplate: { launchTemplateId: template.ref, version: template.attrLatestVersionNumber },
    subnetId: network.subnetId,
  });
  acknowledge(instance, "AwsSolutions-EC26", "AwsSolutions-EC28", "AwsSolutions-EC29");
  instance.addResourceDependency(network.waysOut);
  return instance.ref;
}

/** All that makes an instance a machine of this server: whoever wants one more starts it from here, and names its id in the configuration. */
function launchTemplate(
  scope: Construct,
  { server, name, machine, profile, network }: Making,
  { stackName, bucketName }: MachineSurroundings,
): CfnLaunchTemplate {
  const imageId = machine.imageId ?? amazonLinux(scope, machine.instanceType);
  const fullName = `${stackName}-${server.name}-${name}`;
  const tags = Object.entries({ Name: fullName, [SERVER_TAG]: server.name, [STACK_TAG]: stackName }).map(
    ([key, value]) => ({ key, value }),
  );
  const template = new CfnLaunchTemplate(scope, `template-${server.name}-${name}`, {
    launchTemplateName: fullName,
    launchTemplateData: {
      imageId,
      instanceType: machine.instanceType,
      iamInstanceProfile: { name: profile.ref },
      securityGroupIds: [network.securityGroupId],
      // A hop is what a container needs to reach the metadata of its host.
      metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1, httpEndpoint: "enabled" },
      // The agent's last defence is to switch the machine off: that must not delete it.
      instanceInitiatedShutdownBehavior: "stop",
      blockDeviceMappings: [
        {
          deviceName: "/dev/xvda",
          ebs: { encrypted: true, volumeType: "gp3", volumeSize: machine.volumeGb, deleteOnTermination: true },
        },
      ],
      tagSpecifications: ["instance", "volume"].map((resourceType) => ({ resourceType, tags })),
      userData: Fn.base64(userData({ bucket: bucketName, region: Stack.of(scope).region, server: server.name })),
    },
  });
  const isImage = imageId.startsWith("ami-");
  acknowledge(template, isImage ? "CloudFormation-Validate::W9010" : "CloudFormation-Validate::E1152");
  return template;
}

/**
 * Looked up once and kept in `cdk.context.json`: a parameter that CloudFormation resolves would replace the machine, and
 * end its job, at the first deployment after a new image.
 */
function amazonLinux(scope: Construct, instanceType: string): string {
  const arm = new InstanceType(instanceType).architecture === InstanceArchitecture.ARM_64;
  const cpuType = arm ? AmazonLinuxCpuType.ARM_64 : AmazonLinuxCpuType.X86_64;
  return MachineImage.latestAmazonLinux2023({ cpuType, cachedInContext: true }).getImage(scope).imageId;
}
