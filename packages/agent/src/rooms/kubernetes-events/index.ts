export type { ClusterView } from "./cluster-view.ts";
export type { KeptObject } from "./kept-object.ts";
export {
	type PlannedGroup,
	type PlannedWatch,
	planWatches,
	type WatchPlan,
} from "./plan-watches.ts";
