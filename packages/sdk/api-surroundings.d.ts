/**
 * What the API imports of Node, behind the type of its router: the check of what a browser has must not stumble over it.
 * The SDK itself may import nothing of Node, which lint sees to.
 */
declare module "node:zlib";
