import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

const manifestSchema = z.object({
	name: z.string(),
	dependencies: z.record(z.string(), z.string()).optional(),
});

/**
 * The folders whose sources a program of the checkout runs: that of its package and those of the packages it depends on,
 * also through others. Paths are from the root, as `packages/agent`.
 */
export function sourceFoldersOf(root: string, folder: string): string[] {
	const manifests = new Map(
		globSync("{packages,plugins}/*/package.json", { cwd: root }).map((file) => [
			dirname(file),
			manifestSchema.parse(JSON.parse(readFileSync(join(root, file), "utf8"))),
		]),
	);
	const byName = new Map(
		[...manifests].map(([at, { name }]) => [name, at] as const),
	);
	const found = new Set<string>();
	const waiting = [folder];
	for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
		if (found.has(next)) continue;
		found.add(next);
		for (const name of Object.keys(manifests.get(next)?.dependencies ?? {})) {
			const at = byName.get(name);
			if (at !== undefined) waiting.push(at);
		}
	}
	return [...found].sort();
}
