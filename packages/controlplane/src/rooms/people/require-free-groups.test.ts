import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { refuseMoreGroups, requireFreeGroups } from "./require-free-groups.ts";

const organisationId = createNewId(systemClock)("organisation");
const reviewed = { rightsAreReviewed: async () => true };

test("while changes to rights are reviewed, groups are given by nobody alone, and taken away by anybody", async () => {
	await assert.rejects(
		requireFreeGroups(reviewed, organisationId, ["sre"]),
		(error) => error instanceof AppError && error.code === "REVIEW_REQUIRED",
	);
	assert.throws(() => refuseMoreGroups(["sre", "dev"], ["dev"]), {
		code: "REVIEW_REQUIRED",
	});
	refuseMoreGroups(["dev"], ["dev", "sre"]);
	await requireFreeGroups(reviewed, organisationId, []);
});

test("without review they are given as ever", async () => {
	const free = { rightsAreReviewed: async () => false };
	await requireFreeGroups(free, organisationId, ["sre"]);
	await requireFreeGroups({}, organisationId, ["sre"]);
});
