export type {
	BuiltInGroup,
	BuiltInSource,
	ReportNotice,
	RunningSource,
} from "./built-in-source.ts";
export type { PluginSlot } from "./plugin-pool.ts";
export {
	createPluginSources,
	type OpenSource,
	type PluginSources,
} from "./plugin-sources.ts";
export { createPlugins, type Plugins } from "./plugins.ts";
export { createResolveProgram, type Installation } from "./resolve-program.ts";
export { StreamRefused } from "./source-stream.ts";
