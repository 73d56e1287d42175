export { expect, learn, lookUp } from "./ordinary-rows.as";
export { advance, begin, finish, open, restart } from "./row-scanner.as";
