export { type StagedFleet, stageFleet } from "./fleet.fixture.ts";
