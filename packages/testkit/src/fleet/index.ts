export type { TestPart } from "./part.ts";
export type {
	OngoingCommand,
	SayOptions,
	TestAnswer,
	TestPerson,
} from "./person.ts";
export type { TestReplica } from "./start-control-planes.ts";
export type { TestCluster } from "./test-cluster.ts";
export {
	startTestFleet,
	type TestFleet,
	type TestFleetOptions,
} from "./test-fleet.ts";
