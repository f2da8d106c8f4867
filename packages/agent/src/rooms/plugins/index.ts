export type { PluginSlot } from "./plugin-pool.ts";
export { createPlugins, type Plugins } from "./plugins.ts";
export { createResolveProgram } from "./resolve-program.ts";
