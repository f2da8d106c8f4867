import assert from "node:assert/strict";
import { test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import { createCredentialUses } from "./credential-uses.ts";

interface Use {
	readonly id: string;
	readonly at: Date;
	readonly organisationId?: string | undefined;
}

function staged(write?: () => Promise<void>) {
	const clock = createHandClock();
	const written: string[][] = [];
	const uses = createCredentialUses<Use>({
		clock,
		async write(batch) {
			written.push(
				batch.map(
					(use) =>
						`${use.id}${use.organisationId ? ` in ${use.organisationId}` : ""}`,
				),
			);
			await write?.();
		},
	});
	const note = (id: string, organisationId?: string, lastAt?: Date) =>
		uses.note({ id, at: clock.now(), organisationId }, lastAt);
	return { clock, uses, written, note };
}

test("uses are gathered and written together, each credential once a minute", async () => {
	const { clock, written, note } = staged();
	for (let i = 0; i < 100; i++) for (const id of ["a", "b"]) note(id);
	assert.deepEqual(written, []);
	await clock.wind(2000);
	assert.deepEqual(written, [["a", "b"]]);
	await clock.wind(57_999);
	note("a");
	await clock.wind(2000);
	assert.equal(written.length, 1);
	note("a");
	await clock.wind(2000);
	assert.deepEqual(written[1], ["a"]);
	assert.equal(clock.pendingTimers, 0);
});

test("one that the store heard of less than a minute ago is not written", async () => {
	const { clock, written, note } = staged();
	note("a", undefined, clock.now());
	await clock.wind(60_000);
	assert.deepEqual(written, []);
});

test("a use in another organisation is written at once; of many between two writes, the last", async () => {
	const { clock, written, note, uses } = staged();
	note("a", "x");
	await clock.wind(2000);
	for (let i = 0; i < 50; i++) note("a", i % 2 ? "y" : "x");
	assert.equal(uses.last("a")?.organisationId, "y");
	await clock.wind(2000);
	assert.deepEqual(written, [["a in x"], ["a in y"]]);
});

test("a write that fails is lost, the next one comes", async () => {
	let isBroken = true;
	const { clock, written, note } = staged(async () => {
		if (isBroken) throw new Error("no database");
	});
	note("a");
	await clock.wind(2000);
	isBroken = false;
	await clock.wind(60_000);
	note("a");
	await clock.wind(2000);
	assert.deepEqual(written, [["a"], ["a"]]);
});
