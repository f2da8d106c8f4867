export { compareVersions } from "./compare-versions.ts";
export { mirrorPlugins } from "./mirror-plugins.ts";
export { createPluginStore } from "./plugin-store.ts";
export { signIndexFile } from "./sign-index.ts";
export { StoreProblem } from "./store-problem.ts";
export {
	listStored,
	pluginInformation,
	pruneStored,
	verifyStored,
} from "./stored-plugins.ts";
export { whyChangeable } from "./why-changeable.ts";
