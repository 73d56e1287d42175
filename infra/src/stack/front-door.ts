import { ORIGIN_SECRET_HEADER } from "@flash/api/settings";
import { Duration } from "aws-cdk-lib";
import {
  AllowedMethods,
  type BehaviorOptions,
  CachePolicy,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  OriginRequestPolicy,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { FunctionUrlOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import type { IFunctionUrl } from "aws-cdk-lib/aws-lambda";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Construct } from "constructs";
import { acknowledge } from "./acknowledgements.ts";

/** Where the page's address answers for the functions. */
export const DOOR_PATHS = { api: "/api", streams: "/streams" } as const;

export interface BehindDoor {
  readonly urls: Readonly<Record<keyof typeof DOOR_PATHS, IFunctionUrl>>;
  readonly secret: string;
}

/** @returns a reference that CloudFormation fills in: the secret itself stands in no template. */
export function originSecret(scope: Construct): string {
  const secret = new Secret(scope, "OriginSecret", {
    description: "By it the functions of the API know what came through CloudFront",
    generateSecretString: { passwordLength: 43, excludePunctuation: true },
  });
  acknowledge(secret, "AwsSolutions-SMG4");
  return secret.secretValue.unsafeUnwrap();
}

/** What a distribution has to do with each path that belongs to a function. Nothing is kept: every answer is somebody's own. */
export function doorBehaviors(
  scope: Construct,
  globalName: string,
  { urls, secret }: BehindDoor,
): Readonly<Record<string, BehaviorOptions>> {
  const withoutPrefix = new EdgeFunction(scope, "WithoutPrefix", {
    functionName: `${globalName}-without-prefix`,
    code: FunctionCode.fromInline(WITHOUT_PREFIX),
    runtime: FunctionRuntime.JS_2_0,
  });
  const behaviorOf = (url: IFunctionUrl): BehaviorOptions => ({
    origin: new FunctionUrlOrigin(url, {
      // Between two packets too: a stream gives a sign of life every ten seconds.
      readTimeout: Duration.seconds(60),
      customHeaders: { [ORIGIN_SECRET_HEADER]: secret },
    }),
    allowedMethods: AllowedMethods.ALLOW_ALL,
    cachePolicy: CachePolicy.CACHING_DISABLED,
    // A Function URL is found by its own host name alone.
    originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    viewerProtocolPolicy: ViewerProtocolPolicy.HTTPS_ONLY,
    functionAssociations: [{ eventType: FunctionEventType.VIEWER_REQUEST, function: withoutPrefix }],
  });
  return { [`${DOOR_PATHS.api}/*`]: behaviorOf(urls.api), [`${DOOR_PATHS.streams}/*`]: behaviorOf(urls.streams) };
}

const WITHOUT_PREFIX = `function handler(event) {
  var request = event.request;
  request.uri = request.uri.slice(request.uri.indexOf("/", 1));
  return request;
}`;
