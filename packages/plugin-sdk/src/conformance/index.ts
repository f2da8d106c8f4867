export type { ConformanceCheck } from "./conformance-check.ts";
export {
	type ExecutorConformanceOptions,
	executorConformance,
} from "./executor-conformance.ts";
export {
	type SourceConformanceOptions,
	sourceConformance,
} from "./source-conformance.ts";
export type { PluginCommand } from "./started-plugin.ts";
