import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testEnvironment } from "../test-environment.ts";

/** The plugin by which stories see interactive messages; bind it as an executor: `tests/cards: {enabled: true}`. */
const source = "packages/plugin-sdk/src/testdata/cards-plugin.ts";

/** A plugin folder with `tests/cards` in it (its commands are listed where it is written), for an agent's QD_PLUGIN_DIR. */
export function cardsPluginDir(dir: string): string {
	const pluginDir = join(dir, "plugins");
	const file = join(testEnvironment().repositoryDir, source);
	mkdirSync(join(pluginDir, "tests"), { recursive: true, mode: 0o755 });
	writeFileSync(
		join(pluginDir, "tests", "executor_v1.0.0_cards.ts"),
		`import ${JSON.stringify(file)};\n`,
	);
	return pluginDir;
}
