export { compareVersions } from "./compare-versions.ts";
export { createPluginStore } from "./plugin-store.ts";
export { StoreProblem } from "./store-problem.ts";
export { whyChangeable } from "./why-changeable.ts";
