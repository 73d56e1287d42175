export { causesOf, type LoggedError, logLine } from "./log-line.ts";
