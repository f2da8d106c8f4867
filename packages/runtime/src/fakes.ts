export { createSteadyJobRunner } from "./jobs/job-runner.fake.ts";
export { createFakeOutbox } from "./outbox.fake.ts";
export { createFakeSignals } from "./signals.fake.ts";
