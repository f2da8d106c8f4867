export { stageCommandRecords } from "./command-records.fixture.ts";
