import assert from "node:assert/strict";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { AuditHead } from "@quarterdeck/contract";
import {
	createNewId,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { createDiskHeadStore } from "./head-store.disk.ts";
import { keepNewestHead } from "./keep-head.ts";

const organisationId = createNewId(systemClock)("organisation");

function head(seq: number, second: number, hash = "a"): AuditHead {
	return {
		organisationId,
		seq,
		hash: hash.repeat(64),
		at: `2026-01-02T03:04:${String(second).padStart(2, "0")}.000Z`,
		publicKey: "k",
		signature: "s",
	};
}

function stage(dir: string) {
	const errors: string[] = [];
	const log: Log = { ...silentLog, error: (text) => void errors.push(text) };
	const keep = (one: AuditHead) =>
		keepNewestHead({ headStore: createDiskHeadStore(dir), log }, one);
	return { errors, keep };
}

describe("the head that an agent keeps", () => {
	test("is the newest one, over restarts, and is answered when the next one comes", (t) => {
		const dir = tempDir(t);
		const { keep, errors } = stage(dir);
		assert.deepEqual(keep(head(3, 1)), { wentBackwards: false });
		assert.equal(statSync(join(dir, "audit-head.json")).mode & 0o777, 0o600);
		const again = stage(dir);
		const before = { seq: 3, hash: "a".repeat(64) };
		assert.deepEqual(again.keep(head(3, 9)), { before, wentBackwards: false });
		assert.deepEqual(again.keep(head(5, 9)), { before, wentBackwards: false });
		assert.equal(again.keep(head(6, 10)).before?.seq, 5);
		assert.deepEqual([...errors, ...again.errors], []);
	});

	test("stays when the chain goes backwards, which is said", (t) => {
		const { keep, errors } = stage(tempDir(t));
		keep(head(5, 1));
		assert.equal(keep(head(4, 2)).wentBackwards, true);
		assert.equal(keep(head(5, 3, "b")).wentBackwards, true);
		const { before, wentBackwards } = keep(head(6, 4));
		assert.deepEqual(before, { seq: 5, hash: "a".repeat(64) });
		assert.equal(wentBackwards, false);
		assert.equal(errors.length, 2);
		assert.match(errors[0] ?? "", /went backwards/);
	});

	test("is not replaced by one that was signed earlier and came later", (t) => {
		const { keep, errors } = stage(tempDir(t));
		keep(head(5, 5));
		assert.equal(keep(head(4, 4)).wentBackwards, false);
		assert.equal(keep(head(6, 6)).before?.seq, 5);
		assert.deepEqual(errors, []);
	});

	test("is not trusted when others could have written it", (t) => {
		const dir = tempDir(t);
		const { keep } = stage(dir);
		keep(head(5, 5));
		chmodSync(join(dir, "audit-head.json"), 0o644);
		assert.throws(() => keep(head(6, 6)), /can be read by others/);
	});
});
