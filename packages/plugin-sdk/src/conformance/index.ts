export {
	type ConformanceCheck,
	type ExecutorConformanceOptions,
	executorConformance,
} from "./executor-conformance.ts";
export type { PluginCommand } from "./started-plugin.ts";
