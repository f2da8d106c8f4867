import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { relative } from "node:path";
import { testEnvironment, testVariables } from "./test-environment.ts";

/**
 * Fails unless the checked-in file holds exactly this text. What a file records is reviewed as a diff: with
 * QD_UPDATE_RECORDED=1 it is written instead, and `filter` says which tests to run for it.
 */
export function expectRecorded(
	file: string,
	text: string,
	filter: string,
): void {
	const { repositoryDir, updateRecorded } = testEnvironment();
	const recorded = existsSync(file) ? readFileSync(file, "utf8") : "";
	if (recorded === text) return;
	if (updateRecorded) {
		writeFileSync(file, text);
		return;
	}
	assert.equal(
		text,
		recorded,
		`${relative(repositoryDir, file)} is not what the code does now. Run ${testVariables.updateRecorded}=1 ./qd test ${filter} and review the diff.`,
	);
}
