export { startPart } from "./part.ts";
export type { TestAnswer } from "./person.ts";

export type { TestCluster } from "./test-cluster.ts";
export {
	startTestFleet,
	type TestFleet,
} from "./test-fleet.ts";
