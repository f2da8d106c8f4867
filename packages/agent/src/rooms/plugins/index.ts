export type { PluginSlot } from "./plugin-pool.ts";
export type {
	PluginCell,
	PluginSandbox,
	PluginSandboxes,
} from "./plugin-sandbox.ts";
export { createPlugins, type Plugins, type PluginsDeps } from "./plugins.ts";
export type { Program, ResolveProgram } from "./program.ts";
export {
	createResolveProgram,
	type ProgramSources,
} from "./resolve-program.ts";
