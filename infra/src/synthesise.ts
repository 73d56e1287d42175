import type { FunctionName } from "@flash/aws/permissions";
import { App, Validations } from "aws-cdk-lib";
import { AwsSolutionsChecks } from "cdk-nag";
import type { ChosenStage } from "./config/load-config.ts";
import { FlashStack } from "./stack/flash-stack.ts";

export interface Synthesis {
  readonly stage: ChosenStage;
  readonly bundleOf: (name: FunctionName) => string;
  /** The account of the credentials; null: none are at hand, and the template is for reading only. */
  readonly account: string | null;
  /** Where the template and the bundles go. */
  readonly outdir: string;
  /** As CloudFormation has to be told first of a bucket that is there already. */
  readonly takesBack?: boolean;
}

/** Stands for an account that is not known. */
export const NO_ACCOUNT = "000000000000";

/** The app with its one stack. `synth()` fails when cdk-nag finds what nobody has acknowledged. */
export function flashApp({ stage, bundleOf, account, outdir, takesBack = false }: Synthesis): {
  readonly app: App;
  readonly stack: FlashStack;
} {
  // Without it CDK only warns of what CloudFormation would refuse.
  const context = { "@aws-cdk/core:validateAgainstDefaultRules": true };
  const app = new App({ analyticsReporting: false, outdir, context });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  const env = { account: stage.settings.account ?? account ?? NO_ACCOUNT, region: stage.settings.region };
  return { app, stack: new FlashStack(app, { stage, bundleOf, takesBack, env }) };
}
