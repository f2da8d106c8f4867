import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { test } from "node:test";
import { errorTable } from "@quarterdeck/contract";
import { referencePages } from "./reference-pages.ts";

test("the reference is current (else run: node tools/generate/main.ts)", () => {
	const pages = referencePages();
	assert.ok(pages.size > 0);
	for (const [file, text] of pages) {
		assert.equal(
			readFileSync(
				resolve(import.meta.dirname, "../../docs/reference", file),
				"utf8",
			),
			text,
			file,
		);
	}
});

test("every error of the table is on the page", () => {
	const page = referencePages().get("errors.md") ?? "";
	for (const code of Object.keys(errorTable))
		assert.ok(page.includes(`\`${code}\``), code);
});
