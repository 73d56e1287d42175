export { expect, learn } from "./ordinary-rows.as";
export { advance, begin, finish, open, restart } from "./row-scanner.as";
