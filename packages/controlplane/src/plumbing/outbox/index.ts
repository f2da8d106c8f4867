export { createOutbox, type FactRoutes, jobsOfFacts } from "./outbox.ts";
