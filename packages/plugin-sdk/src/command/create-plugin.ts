import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import manifest from "../../package.json" with { type: "json" };
import { filesOfPlugin } from "./files-of-plugin.ts";
import { WrongUse } from "./wrong-use.ts";

export const createUsage = `create executor|source NAME    make a folder NAME with a plugin in TypeScript
    --sdk SPEC                 what package.json asks for as the SDK; default: this version
`;

/**
 * Makes the folder of a new plugin below the working folder.
 *
 * @throws {WrongUse} for words that were not understood; an error when the folder is there already.
 */
export async function createPlugin(
	words: readonly string[],
	say: (text: string) => void,
): Promise<void> {
	const { values, positionals } = read(words);
	const [kind, name, ...more] = positionals;
	if ((kind !== "executor" && kind !== "source") || more.length > 0)
		throw new WrongUse("say what to create: executor NAME, or source NAME");
	if (name === undefined || !/^[a-z][a-z0-9-]{0,62}$/.test(name))
		throw new WrongUse(
			"a name has small letters, digits and -, and begins with a letter",
		);
	const folder = resolve(name);
	// Fails on a folder that is there: nothing of somebody's is written over.
	await mkdir(folder);
	const sdk = values.sdk ?? manifest.version;
	for (const [path, text] of filesOfPlugin({ kind, name, sdk })) {
		await mkdir(dirname(join(folder, path)), { recursive: true });
		await writeFile(join(folder, path), text, { flag: "wx" });
	}
	say(`${folder} was made. Next:

  cd ${name}
  npm install
  npm run pack       # checks types, tests, and packs into dist
`);
}

function read(words: readonly string[]) {
	try {
		return parseArgs({
			args: [...words],
			allowPositionals: true,
			options: { sdk: { type: "string" } },
		});
	} catch (error) {
		throw new WrongUse((error as Error).message);
	}
}
