export * from "./describe-together.ts";
export * from "./ec2-client.ts";
export * from "./ec2-machines.ts";
export * from "./ec2-refusals.ts";
