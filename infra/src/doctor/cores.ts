import { DescribeInstanceTypesCommand } from "@aws-sdk/client-ec2";
import * as z from "zod";
import type { Account } from "../account/open-account.ts";
import { signedCall } from "../account/signed-call.ts";
import { fault, type Finding, note, well } from "./finding.ts";

/** Quotas of running on-demand cores, by the first letters of an instance type. @see Service Quotas, Amazon EC2 */
const QUOTAS = [
  { family: /^(?:g|vt)\d/u, code: "L-DB2E81BA", name: "G and VT instances" },
  { family: /^p\d/u, code: "L-417A185B", name: "P instances" },
  { family: /^(?:[acdhimrtz]|i[ms])\d/u, code: "L-1216C47A", name: "Standard instances" },
] as const;

export interface CoreNeed {
  readonly quota: (typeof QUOTAS)[number];
  readonly cores: number;
}

/** What the servers need when all of them train at once; a type of no known family needs nothing that is known. */
export function coresNeeded(types: readonly { readonly type: string; readonly cores: number }[]): readonly CoreNeed[] {
  return QUOTAS.flatMap((quota) => {
    const cores = types
      .filter(({ type }) => QUOTAS.find(({ family }) => family.test(type)) === quota)
      .reduce((sum, { cores: some }) => sum + some, 0);
    return cores === 0 ? [] : [{ quota, cores }];
  });
}

/** @returns each instance type that EC2 knows here, with its cores. */
export async function coresOf({ ec2 }: Account, types: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  if (types.length === 0) return found;
  const Filters = [{ Name: "instance-type", Values: [...new Set(types)] }];
  // By filter and not by `InstanceTypes`, which fails as a whole when one of them is unknown.
  const { InstanceTypes = [] } = await ec2.send(new DescribeInstanceTypesCommand({ Filters }));
  for (const { InstanceType, VCpuInfo } of InstanceTypes)
    if (InstanceType !== undefined) found.set(InstanceType, VCpuInfo?.DefaultVCpus ?? 0);
  return found;
}

const Quota = z.object({ Quota: z.object({ Value: z.number() }) });

/** The cores that may run at once; null when the credentials may not ask. */
export async function coreQuota({ region, credentials }: Account, code: string): Promise<number | null> {
  const { body } = await signedCall({
    service: "servicequotas",
    region,
    credentials,
    method: "POST",
    url: `https://servicequotas.${region}.amazonaws.com/`,
    headers: {
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": "ServiceQuotasV20190624.GetServiceQuota",
    },
    body: JSON.stringify({ ServiceCode: "ec2", QuotaCode: code }),
  });
  const quota = Quota.safeParse(body);
  return quota.success ? quota.data.Quota.Value : null;
}

export function judgeCores({ quota, cores }: CoreNeed, allowed: number | null): Finding {
  const where = `Service Quotas, Amazon EC2, Running On-Demand ${quota.name} (${quota.code})`;
  if (allowed === null) return note(`the quota of ${quota.name} is unknown`, "allow servicequotas:GetServiceQuota");
  return allowed < cores
    ? fault(
        `the servers need ${cores} cores of ${quota.name}, and the account may run ${allowed}`,
        `ask for more: ${where}`,
      )
    : well(`${cores} of ${allowed} cores of ${quota.name} are needed`);
}
