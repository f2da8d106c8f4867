import { globSync } from "node:fs";
import { dirname } from "node:path";

const servers = ["packages/agent", "packages/controlplane", "packages/simkube"];

/** The folders of all programs that are bundled, below the root of the checkout: those `qd up` starts, and our plugins. */
export function bundledPrograms(rootDir: string): string[] {
	const plugins = globSync("plugins/*/src/main.ts", { cwd: rootDir });
	return [...servers, ...plugins.map((main) => dirname(dirname(main))).sort()];
}
