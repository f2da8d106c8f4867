import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { House, Package } from "./find-violations.ts";

interface Manifest {
	readonly name: string;
	readonly exports?: Record<string, string>;
	readonly dependencies?: Record<string, string>;
	readonly devDependencies?: Record<string, string>;
	readonly optionalDependencies?: Record<string, string>;
	readonly peerDependencies?: Record<string, string>;
}

/** Reads every TypeScript source and package.json of the workspaces below `root`. */
export function readHouse(root: string): House {
	const sources = globSync(
		[
			"packages/*/src/**/*.{ts,tsx}",
			"packages/web/*.ts",
			"plugins/*/src/**/*.ts",
			"journeys/**/*.ts",
			"bench/**/*.ts",
			"tools/**/*.ts",
		],
		{ cwd: root, exclude: ["**/node_modules/**", "**/gen/**"] },
	);
	const manifests = globSync(
		[
			"{packages,plugins}/*/package.json",
			"{journeys,bench,tools}/package.json",
		],
		{
			cwd: root,
		},
	);
	// What the root declares (types, test properties) is there for every package.
	const everywhere = readManifest(join(root, "package.json")).declared;
	return {
		files: new Map(
			sources.map((file) => [file, readFileSync(join(root, file), "utf8")]),
		),
		packages: new Map(
			manifests.map((file) => {
				const { name, declared, exports } = readManifest(join(root, file));
				return [
					dirname(file),
					{ name, exports, declared: new Set([...declared, ...everywhere]) },
				];
			}),
		),
	};
}

function readManifest(file: string): Package {
	const manifest: Manifest = JSON.parse(readFileSync(file, "utf8"));
	const lists = [
		manifest.dependencies,
		manifest.devDependencies,
		manifest.optionalDependencies,
		manifest.peerDependencies,
	];
	return {
		name: manifest.name,
		exports: new Map(Object.entries(manifest.exports ?? {})),
		declared: new Set(lists.flatMap((list) => Object.keys(list ?? {}))),
	};
}
