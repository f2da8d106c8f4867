import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { readHouse } from "./read-house.ts";
import {
	exportedNames,
	findRetiredWords,
	readRetiredWords,
} from "./retired-words.ts";

const root = resolve(import.meta.dirname, "../..");
const markdown = readFileSync(join(root, "docs/words.md"), "utf8");
const retired = readRetiredWords(markdown);
const { files } = readHouse(root);

test("no exported name and no file name contains a retired word", () => {
	assert.deepEqual(findRetiredWords(files, retired), []);
});

test("a word that is retired everywhere is no word of ours", () => {
	const [words = ""] = markdown.split(/^## Retired/m);
	for (const { words: gone, folders, place } of retired) {
		if (!folders.includes("packages") || place !== "anywhere") continue;
		assert.doesNotMatch(words, new RegExp(`^\\| ${gone.join(" ")} \\|`, "m"));
	}
});

describe("a planted violation is found", () => {
	const planted: readonly (readonly [
		why: string,
		path: string,
		text: string,
		says: RegExp | undefined,
	])[] = [
		[
			"a function with the word in the middle",
			"packages/wire/src/x.ts",
			"export async function createSpeakerMap() {}",
			/exports createSpeakerMap: "speaker" is retired; use caller/,
		],
		[
			"a type that is passed on under a retired name",
			"packages/runtime/src/index.ts",
			'export { type Caller as Speaker } from "./caller.ts";',
			/exports Speaker/,
		],
		[
			"a constant in capitals",
			"packages/runtime/src/x.ts",
			"export const TELL_ALL = 1;",
			/exports TELL_ALL/,
		],
		[
			"two words that follow each other",
			"plugins/kubectl/src/x.ts",
			"export const carryOutCommand = 1;",
			/"carry out" is retired/,
		],
		[
			"a file",
			"packages/runtime/src/tell-operator.ts",
			"",
			/is named tell-operator\.ts/,
		],
		[
			"a folder",
			"packages/wire/src/warden/x.ts",
			"",
			/is named warden: "warden" is retired/,
		],
		[
			"a line in wire",
			"packages/wire/src/x.ts",
			"export class Line {}",
			/use connection/,
		],
		[
			"a line elsewhere is a line of text",
			"packages/simkube/src/x.ts",
			"export class LogLine {}",
			undefined,
		],
		[
			"an account of the bus that does not say so",
			"packages/wire/src/x.ts",
			"export function accountJwt() {}",
			/use bus account/,
		],
		[
			"an account of the bus that says so",
			"packages/wire/src/x.ts",
			"export function busAccountJwt() {}",
			undefined,
		],
		[
			"a name that is nothing but a state",
			"packages/runtime/src/x.ts",
			"export interface Running {}",
			/"running" is retired/,
		],
		[
			"a state that says of what",
			"packages/runtime/src/x.ts",
			"export interface RunningJob {}",
			undefined,
		],
		[
			"an assembly that is named by what it stands on",
			"packages/controlplane/src/rooms/x.ts",
			"export const mailOver = 1;",
			/"over" is retired/,
		],
		[
			"a word within a word is another word",
			"packages/runtime/src/x.ts",
			"export const storyteller = 1, threshold = 2; export const newsletter = 3;",
			undefined,
		],
		[
			"what is not exported is free",
			"packages/runtime/src/x.ts",
			"// export const news = 1;\nconst news = 1;",
			undefined,
		],
	];
	for (const [why, path, text, says] of planted)
		test(why, () => {
			const found = findRetiredWords(new Map([[path, text]]), retired);
			if (says === undefined) assert.deepEqual(found, []);
			else assert.match(found.join("\n"), says);
		});
});

test("exported names are read whichever way they are written", () => {
	const text = `
export type A = string; export interface B {} export abstract class C {}
export const d = 1; export let e = 2; export function* f() {}
export { g, type H, i as j }; export type { K } from "./k.ts";
export default function l() {}
`;
	assert.deepEqual(
		exportedNames(text).sort(),
		["A", "B", "C", "H", "K", "d", "e", "f", "g", "j", "l"].sort(),
	);
});

test("a table that is not understood is refused", () => {
	assert.throws(() => readRetiredWords("# Words"), /no section/);
	assert.throws(() => readRetiredWords("## Retired\n"), /empty/);
	assert.throws(
		() => readRetiredWords("## Retired\n| `Some Thing` | x | `packages` | |"),
		/not understood/,
	);
});
