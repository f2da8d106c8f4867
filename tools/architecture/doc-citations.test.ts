import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, test } from "node:test";
import { citationProblems, type Texts } from "./doc-citations.ts";

const root = resolve(import.meta.dirname, "../..");

function readTexts(): Texts {
	const files = globSync(
		[
			"*.md",
			"qd",
			".github/**/*.md",
			"docs/**/*.md",
			"{packages,plugins,journeys,bench,tools}/**/*.{ts,tsx,sql,md,css,proto}",
		],
		{ cwd: root, exclude: ["**/node_modules/**", "**/gen/**", "**/dist/**"] },
	).filter((file) => !file.startsWith("tools/architecture/doc-citations"));
	return new Map(
		files.map((file) => [file, readFileSync(join(root, file), "utf8")]),
	);
}

test("what comments and documents cite can be opened by anybody", () => {
	const texts = readTexts();
	assert.ok(texts.size > 500, "the files were found");
	assert.deepEqual(
		citationProblems(texts, (path) => existsSync(join(root, path))),
		[],
	);
});

describe("a planted fault is found:", () => {
	const page = "# Page\n\n## A heading, with `code`\n";
	const problems = (file: string, text: string) =>
		citationProblems(
			new Map([
				["docs/architecture/page.md", page],
				["docs/decisions/0001-one.md", "# 0001 One\n"],
				[file, text],
			]),
		);
	const cases: readonly (readonly [
		string,
		string,
		string,
		RegExp | undefined,
	])[] = [
		[
			"a sound citation is none",
			"a.ts",
			"/** As docs/architecture/page.md#a-heading-with-code says (decision 0001). */",
			undefined,
		],
		[
			"a heading that is not there",
			"a.ts",
			"// See docs/architecture/page.md#another.",
			/has no heading #another/,
		],
		[
			"a page that is not there",
			"a.sql",
			"-- see docs/architecture/gone.md",
			/gone\.md does not exist/,
		],
		[
			"code is no citation",
			"a.ts",
			'const page = "docs/architecture/gone.md";',
			undefined,
		],
		[
			"a decision that is not there",
			"a.ts",
			"/* decision 0099 */",
			/decision 0099 does not exist/,
		],
		[
			"a chapter of notes",
			"a.tsx",
			"/**\n * Fast (reference:\n * nats, section 2).\n */",
			/cannot be opened/,
		],
		["a design", "a.ts", "// (design, section 3)", /cannot be opened/],
		["an issue", "b.md", "As issue 6 says.", /cannot be opened/],
		["a seed", "a.ts", "/** (seed: botkube-rbac) */", /cannot be opened/],
		["a seed in code", "a.ts", "const key = { seed: made };", undefined],
		[
			"a standard is not a note of ours",
			"a.ts",
			"// RFC 9110, section 7.6.1",
			undefined,
		],
		[
			"a link that leads nowhere",
			"docs/b.md",
			"[x](architecture/gone.md)",
			/docs\/architecture\/gone\.md does not exist/,
		],
		[
			"a link to a heading that is not there",
			"docs/b.md",
			"[x](architecture/page.md#gone)",
			/no heading #gone/,
		],
		[
			"a path that is not there",
			"SECURITY.md",
			"Held by `packages/gone.ts`.",
			/packages\/gone\.ts does not exist/,
		],
		[
			"a path of another time in a decision",
			"docs/decisions/0002-two.md",
			"It lives in `packages/gone`.",
			undefined,
		],
		[
			"a link out of the repository",
			"b.md",
			"[x](https://x.example)",
			undefined,
		],
	];
	for (const [name, file, text, says] of cases)
		test(name, () => {
			const found = problems(file, text);
			if (says) assert.match(found.join("\n"), says);
			else assert.deepEqual(found, []);
		});
});
