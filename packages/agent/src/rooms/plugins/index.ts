export type { PluginSlot } from "./plugin-pool.ts";
export { createPlugins, type Plugins } from "./plugins.ts";
export { createResolveProgram, type Installation } from "./resolve-program.ts";
