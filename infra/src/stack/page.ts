import { pageHeaders } from "@flash/web/hosting";
import { Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Certificate } from "aws-cdk-lib/aws-certificatemanager";
import {
  AllowedMethods,
  CachePolicy,
  Distribution,
  type DistributionProps,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HeadersFrameOption,
  HeadersReferrerPolicy,
  HttpVersion,
  PriceClass,
  ResponseHeadersPolicy,
  S3OriginAccessControl,
  ViewerProtocolPolicy,
} from "aws-cdk-lib/aws-cloudfront";
import { S3BucketOrigin } from "aws-cdk-lib/aws-cloudfront-origins";
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";
import type { FrontDoor } from "../config/flash-config.ts";
import { acknowledge } from "./acknowledgements.ts";
import { type BehindDoor, doorBehaviors } from "./front-door.ts";

export interface PageSurroundings {
  readonly stackName: string;
  /** CloudFront is one for all regions, and so are the names of what it has: a stage moves to another region while it is in the first. */
  readonly globalName: string;
  /** Of the page's files. */
  readonly pageBucket: string;
  /** Of datasets and models, which the page sends to and fetches from. */
  readonly bucket: string;
  /** null: the API has addresses of its own. */
  readonly door: (FrontDoor & BehindDoor) | null;
}

export interface ServedPage {
  /** The page's origin, such as `https://d111111abcdef8.cloudfront.net`. */
  readonly url: string;
  /** CloudFront's own name for it, to which a domain of one's own has to lead. */
  readonly host: string;
}

export function page(scope: Construct, around: PageSurroundings): ServedPage {
  const { stackName, globalName, pageBucket, bucket, door } = around;
  const { region } = Stack.of(scope);
  const files = new Bucket(scope, "PageFiles", {
    bucketName: pageBucket,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    // All of it is built anew by any deployment. `npm run destroy` empties it first.
    removalPolicy: RemovalPolicy.DESTROY,
  });
  acknowledge(files, "AwsSolutions-S1");
  const distribution = new Distribution(scope, "Page", {
    comment: `${stackName}: the page`,
    defaultRootObject: "index.html",
    httpVersion: HttpVersion.HTTP2_AND_3,
    priceClass: PriceClass.PRICE_CLASS_100,
    defaultBehavior: {
      // CDK's class leaves `undefined` out of its types, which its own interface then refuses.
      origin: S3BucketOrigin.withOriginAccessControl(files as IBucket, {
        originAccessControl: new S3OriginAccessControl(scope, "PageAccess", { originAccessControlName: globalName }),
      }),
      allowedMethods: AllowedMethods.ALLOW_GET_HEAD,
      // The files say themselves how long they may be kept.
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
      compress: true,
      viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
      responseHeadersPolicy: headersPolicy(scope, `${globalName}-page`, [
        // The very addresses are known only once the functions are there, and these need the page's for their CORS.
        ...(door === null ? [`https://*.lambda-url.${region}.on.aws`] : []),
        `https://${bucket}.s3.${region}.amazonaws.com`,
      ]),
      functionAssociations: [
        { eventType: FunctionEventType.VIEWER_REQUEST, function: placesToIndex(scope, globalName) },
      ],
    },
    ...(door === null ? {} : throughDoor(scope, globalName, door)),
  });
  acknowledge(distribution, "AwsSolutions-CFR1", "AwsSolutions-CFR2", "AwsSolutions-CFR3", "AwsSolutions-CFR4");
  const host = distribution.distributionDomainName;
  return { url: `https://${door?.domain?.name ?? host}`, host };
}

function throughDoor(scope: Construct, globalName: string, door: FrontDoor & BehindDoor): Partial<DistributionProps> {
  const { domain, webAclArn } = door;
  return {
    additionalBehaviors: { ...doorBehaviors(scope, globalName, door) },
    ...(webAclArn === undefined ? {} : { webAclId: webAclArn }),
    ...(domain === undefined
      ? {}
      : {
          domainNames: [domain.name],
          certificate: Certificate.fromCertificateArn(scope, "DoorCertificate", domain.certificateArn),
        }),
  };
}

/** As `pageFileFor` of the page has it: a path without a file extension is a place inside the page. */
const PLACES_TO_INDEX = `function handler(event) {
  var request = event.request;
  var name = request.uri.slice(request.uri.lastIndexOf("/") + 1);
  if (name.indexOf(".") < 0) request.uri = "/index.html";
  return request;
}`;

const placesToIndex = (scope: Construct, globalName: string): EdgeFunction =>
  new EdgeFunction(scope, "PlacesToIndex", {
    functionName: `${globalName}-places-to-index`,
    code: FunctionCode.fromInline(PLACES_TO_INDEX),
    runtime: FunctionRuntime.JS_2_0,
  });

/** The same headers that the page has on this machine. */
function headersPolicy(scope: Construct, name: string, connectTo: readonly string[]): ResponseHeadersPolicy {
  const headers = new Map(Object.entries(pageHeaders(connectTo)));
  // CloudFront takes those that it knows by their own settings only.
  const contentSecurityPolicy = headers.get("content-security-policy");
  if (contentSecurityPolicy === undefined) throw new Error("the page has no content security policy");
  const KNOWN = ["content-security-policy", "x-content-type-options", "x-frame-options", "referrer-policy"];
  return new ResponseHeadersPolicy(scope, "PageHeaders", {
    responseHeadersPolicyName: name,
    securityHeadersBehavior: {
      contentSecurityPolicy: { contentSecurityPolicy, override: true },
      contentTypeOptions: { override: true },
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.NO_REFERRER, override: true },
      strictTransportSecurity: {
        accessControlMaxAge: Duration.days(730),
        includeSubdomains: true,
        override: true,
      },
    },
    customHeadersBehavior: {
      customHeaders: [...headers]
        .filter(([header]) => !KNOWN.includes(header))
        .map(([header, value]) => ({ header, value, override: true })),
    },
  });
}
