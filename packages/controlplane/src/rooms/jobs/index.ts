export { createDeadJobs } from "./create-dead-jobs.ts";
export type { DeadJobs, GivenUpJob } from "./dead-jobs.ts";
