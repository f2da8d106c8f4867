import { chmod, mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { WrongUse } from "./wrong-use.ts";

export const packUsage = `pack [FOLDER]                  bundle src/main.ts into dist/KIND_VERSION_NAME.mjs
`;

/**
 * Bundles a plugin, with all it imports, into one file with the name that a plugin folder expects.
 *
 * @throws {WrongUse} for a folder that is no plugin's; the bundler's error with the place in the source.
 */
export async function packPlugin(
	words: readonly string[],
	say: (text: string) => void,
): Promise<void> {
	const [given = ".", ...more] = words;
	if (more.length > 0) throw new WrongUse("name one folder");
	const folder = resolve(given);
	const file = join(folder, "dist", await fileName(folder));
	await mkdir(join(folder, "dist"), { recursive: true });
	// Only who packs needs it.
	const { rolldown } = await import("rolldown");
	const bundle = await rolldown({
		input: join(folder, "src/main.ts"),
		platform: "node",
		onLog(level, log, report) {
			// What is not found would be missing where the plugin runs.
			if (log.code === "UNRESOLVED_IMPORT") throw new Error(log.message);
			if (level === "warn") report(level, log);
		},
	});
	await using _closing = { [Symbol.asyncDispose]: () => bundle.close() };
	await bundle.write({
		file,
		format: "esm",
		codeSplitting: false,
		minify: { mangle: false, compress: true, codegen: false },
		keepNames: true,
	});
	await chmod(file, 0o755);
	say(`${file}\n`);
}

async function fileName(folder: string): Promise<string> {
	const text = await readFile(join(folder, "package.json"), "utf8");
	const { version, quarterdeck } = JSON.parse(text);
	const kind: unknown = quarterdeck?.kind;
	const name: unknown = quarterdeck?.name;
	const isPlain = (value: unknown) =>
		typeof value === "string" && /^[A-Za-z0-9][\w.+-]*$/.test(value);
	if (
		(kind !== "executor" && kind !== "source") ||
		!isPlain(name) ||
		!isPlain(version)
	)
		throw new WrongUse(
			`${folder}/package.json needs "version" and "quarterdeck": { "kind": "executor" or "source", "name": … }`,
		);
	return `${kind}_v${version}_${name}.mjs`;
}
