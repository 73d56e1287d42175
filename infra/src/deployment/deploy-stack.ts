import { cdk, type CdkApp } from "./cdk.ts";

export interface Deployment {
  readonly app: CdkApp;
  /** The bucket is there, and the stack is not: it outlived an earlier one of this name. */
  readonly takesBack: boolean;
  /** Where CDK writes the stack's outputs. */
  readonly outputsFile: string;
}

/**
 * Makes the stack what the configuration says.
 *
 * CloudFormation takes back a bucket as it finds it, and believes that it is as the template has it: it would still let in the page of the stack
 * before, whose address is another one now. So it is first told the name alone, and with a second template all that the bucket shall be.
 *
 * @throws CommandFault when CDK fails; it has said why.
 */
export async function deployStack({ app, takesBack, outputsFile }: Deployment, run = cdk): Promise<void> {
  const quietly = ["--require-approval", "never"];
  if (takesBack) await run({ ...app, takesBack }, "deploy", ...quietly, "--import-existing-resources");
  await run(app, "deploy", ...quietly, "--outputs-file", outputsFile);
}
