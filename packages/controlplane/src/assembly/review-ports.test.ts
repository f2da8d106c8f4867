import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { emptyConfiguration } from "@quarterdeck/contract/configuration";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { approveForKeeper, isReviewed } from "./review-ports.ts";

const newId = createNewId(systemClock);
const organisationId = newId("organisation");

function reviewedUnder(review: "" | "configuration") {
	const settings = { ...emptyConfiguration.settings, review };
	const configuration = { ...emptyConfiguration, settings };
	const currentConfiguration = async () => ({ version: 1, configuration });
	return isReviewed({ currentConfiguration }, organisationId);
}

test("an organisation is reviewed when its configuration says so, or when nobody can read what it says", async () => {
	assert.equal(await reviewedUnder("configuration"), true);
	assert.equal(await reviewedUnder(""), false);
	const failing = (error: Error) =>
		isReviewed(
			{ currentConfiguration: () => Promise.reject(error) },
			organisationId,
		);
	const invalid = new AppError("CONFIGURATION_INVALID", { count: 1 });
	assert.equal(await failing(invalid), true);
	await assert.rejects(failing(new Error("no database")), /no database/);
});

test("the keeper's setting approves the invitation it names, and says when it approved nothing", async () => {
	const lines: string[] = [];
	const log = {
		...silentLog,
		info: (message: string) => lines.push(`info ${message}`),
		warn: (message: string) => lines.push(`warn ${message}`),
	};
	const asked: string[] = [];
	const people = (answer: boolean) => ({
		async approveInvitationOfKeeper(id: string) {
			asked.push(id);
			return answer;
		},
	});
	const id = newId("invitation");
	await approveForKeeper(people(true), log, id);
	await approveForKeeper(people(false), log, id);
	await approveForKeeper(people(true), log, "inv_none");
	assert.deepEqual(asked, [id, id]);
	assert.deepEqual(
		lines.map((line) => line.split(":")[0]),
		[
			"info QD_APPROVE_INVITATION approved an invitation",
			"warn QD_APPROVE_INVITATION approved nothing",
			"warn QD_APPROVE_INVITATION approved nothing",
		],
	);
});
