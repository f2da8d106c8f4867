export { createFakeOutbox } from "./outbox.fake.ts";
export { createFakeSignals } from "./signals.fake.ts";
