import { execFileSync } from "node:child_process";
import {
	copyFileSync,
	globSync,
	mkdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { rolldown } from "rolldown";

/** What authors import, and the command, by their sources below `packages`. */
const entries = {
	index: "plugin-sdk/src/index.ts",
	conformance: "plugin-sdk/src/conformance/index.ts",
	template: "contract/src/template/index.ts",
	main: "plugin-sdk/src/main.ts",
} as const;
const imports = {
	".": "index",
	"./conformance": "conformance",
	"./template": "template",
} as const;

/**
 * Builds the plugin SDK as a package for npm into an empty folder: the house's own code bundled, what it takes from npm
 * as dependencies, declarations for TypeScript.
 *
 * @throws Error of the bundler or the compiler, with the place in the source.
 */
export async function buildPackage(
	rootDir: string,
	outDir: string,
): Promise<void> {
	await bundle(rootDir, outDir);
	declare(rootDir, join(outDir, "types"));
	const manifest = manifestOf(rootDir);
	writeFileSync(
		join(outDir, "package.json"),
		`${JSON.stringify(manifest, undefined, "\t")}\n`,
	);
	copyFileSync(join(rootDir, "LICENSE"), join(outDir, "LICENSE"));
	copyFileSync(
		join(rootDir, "packages/plugin-sdk/README.md"),
		join(outDir, "README.md"),
	);
}

async function bundle(rootDir: string, outDir: string): Promise<void> {
	const sources = Object.entries(entries).map(([name, source]) => [
		name,
		join(rootDir, "packages", source),
	]);
	const bundled = await rolldown({
		input: Object.fromEntries(sources),
		platform: "node",
		external: (id) => /^[a-z@]/.test(id) && !id.startsWith("@quarterdeck/"),
		onLog(level, log, report) {
			if (log.code === "UNRESOLVED_IMPORT") throw new Error(log.message);
			if (level === "warn") report(level, log);
		},
	});
	await using _closing = { [Symbol.asyncDispose]: () => bundled.close() };
	await bundled.write({
		dir: outDir,
		format: "esm",
		entryFileNames: "[name].js",
		chunkFileNames: "[name]-[hash].js",
		keepNames: true,
	});
}

/** Declarations lie as the sources do, and name each other by their places: the contract is no package of its own there. */
function declare(rootDir: string, typesDir: string): void {
	const packages = join(rootDir, "packages");
	const sources = Object.values(imports).map((name) =>
		join(packages, entries[name]),
	);
	execFileSync(
		join(rootDir, "node_modules/.bin/tsc"),
		[
			...["--ignoreConfig", "--declaration", "--emitDeclarationOnly"],
			...["--outDir", typesDir, "--rootDir", packages],
			...["--target", "es2024", "--lib", "esnext", "--module", "nodenext"],
			...["--types", "node", "--strict", "--exactOptionalPropertyTypes"],
			...["--skipLibCheck", "--allowImportingTsExtensions"],
			...sources,
		],
		{ cwd: rootDir, stdio: ["ignore", "inherit", "inherit"] },
	);
	const contract = join(typesDir, "contract/src/index.js");
	for (const name of globSync("**/*.d.ts", { cwd: typesDir })) {
		const file = join(typesDir, name);
		const toContract = relative(dirname(file), contract);
		const text = readFileSync(file, "utf8")
			.replaceAll(/(["'])(\.{1,2}\/[^"'\n]+)\.ts\1/g, "$1$2.js$1")
			.replaceAll('"@quarterdeck/contract"', `"${toContract}"`);
		writeFileSync(file, text);
	}
}

function manifestOf(rootDir: string): object {
	const read = (name: string) =>
		JSON.parse(
			readFileSync(join(rootDir, "packages", name, "package.json"), "utf8"),
		);
	const [sdk, contract] = [read("plugin-sdk"), read("contract")];
	const dependencies = Object.entries({
		...contract.dependencies,
		...sdk.dependencies,
	}).filter(([name]) => !name.startsWith("@quarterdeck/"));
	const { name, version, type, description, license } = sdk;
	return {
		...{ name, version, type, description, license },
		bin: { "quarterdeck-plugin": "./main.js" },
		exports: Object.fromEntries(
			Object.entries(imports).map(([path, entry]) => [
				path,
				{
					types: `./types/${entries[entry].replace(/\.ts$/, ".d.ts")}`,
					default: `./${entry}.js`,
				},
			]),
		),
		engines: { node: ">=24" },
		dependencies: Object.fromEntries(dependencies),
		// Only who packs a plugin needs it.
		peerDependencies: { rolldown: sdk.devDependencies.rolldown },
		peerDependenciesMeta: { rolldown: { optional: true } },
	};
}

/**
 * Packs what `buildPackage` built as npm publishes it.
 * @returns the path of the tarball in `toDir`.
 */
export function packPackage(outDir: string, toDir: string): string {
	mkdirSync(toDir, { recursive: true });
	const said = execFileSync(
		"npm",
		["pack", "--silent", "--pack-destination", toDir],
		{ cwd: outDir, encoding: "utf8" },
	);
	return join(toDir, said.trim());
}
