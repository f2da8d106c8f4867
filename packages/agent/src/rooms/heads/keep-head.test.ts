import assert from "node:assert/strict";
import { chmodSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { AuditHead, KeepHeadRequest } from "@quarterdeck/contract";
import {
	createNewId,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { writePrivateFile } from "../../plumbing/disk/private-file.ts";
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

const nameOf = ({ seq, hash }: AuditHead) => ({ seq, hash });

function stage(dir: string) {
	const errors: string[] = [];
	const log: Log = { ...silentLog, error: (text) => void errors.push(text) };
	const keep = (one: AuditHead, mayReplace?: KeepHeadRequest["mayReplace"]) =>
		keepNewestHead(
			{ headStore: createDiskHeadStore(dir), log },
			{ ...one, mayReplace },
		);
	const seqOf = () => createDiskHeadStore(dir).read(organisationId)?.seq;
	return { errors, keep, seqOf };
}

describe("the head that an agent keeps", () => {
	test("is the newest one, over restarts, and is answered with its proof when the next one comes", (t) => {
		const dir = tempDir(t);
		const { keep, errors } = stage(dir);
		const first = { wentBackwards: false, isKept: true };
		assert.deepEqual(keep(head(3, 1), null), first);
		const file = join(dir, `audit-head-${organisationId}.json`);
		assert.equal(statSync(file).mode & 0o777, 0o600);
		const again = stage(dir);
		const { organisationId: _, ...before } = head(3, 1);
		assert.deepEqual(again.keep(head(3, 9), null), { ...first, before });
		const next = again.keep(head(5, 9), nameOf(head(3, 1)));
		assert.deepEqual(next, { ...first, before });
		assert.equal(again.keep(head(6, 10), nameOf(head(5, 9))).before?.seq, 5);
		assert.equal(again.seqOf(), 6);
		assert.deepEqual([...errors, ...again.errors], []);
	});

	test("stays until the control plane names it: its chain may have lost it", (t) => {
		const dir = tempDir(t);
		stage(dir).keep(head(5, 1), null);
		for (const mayReplace of [
			null,
			nameOf(head(5, 1, "b")),
			nameOf(head(4, 1)),
		]) {
			const { keep, seqOf } = stage(dir);
			const { before, isKept } = keep(head(9, 8), mayReplace);
			assert.deepEqual([before?.seq, isKept], [5, false]);
			assert.equal(seqOf(), 5);
		}
		const { keep, seqOf } = stage(dir);
		assert.equal(keep(head(9, 8), nameOf(head(5, 1))).isKept, true);
		assert.equal(seqOf(), 9);
	});

	test("stays when the chain goes backwards, which is said, until that was acknowledged", (t) => {
		const { keep, errors, seqOf } = stage(tempDir(t));
		keep(head(5, 1), null);
		const held = nameOf(head(5, 1));
		assert.equal(keep(head(4, 2), held).wentBackwards, true);
		assert.equal(keep(head(5, 3, "b"), held).wentBackwards, true);
		assert.equal(seqOf(), 5);
		assert.equal(errors.length, 2);
		assert.match(errors[0] ?? "", /went backwards/);
		const known = { ...held, isLossAcknowledged: true };
		assert.equal(keep(head(4, 4), known).isKept, true);
		assert.equal(seqOf(), 4);
		assert.equal(errors.length, 2);
	});

	test("is replaced by every newer one that an older control plane sends", (t) => {
		const { keep, seqOf } = stage(tempDir(t));
		keep(head(5, 5));
		assert.equal(keep(head(6, 6)).isKept, true);
		assert.equal(seqOf(), 6);
	});

	test("is not replaced by one that was signed earlier and came later", (t) => {
		const { keep, errors, seqOf } = stage(tempDir(t));
		keep(head(5, 5), null);
		const { wentBackwards } = keep(head(4, 4), nameOf(head(5, 5)));
		assert.equal(wentBackwards, false);
		assert.equal(seqOf(), 5);
		assert.deepEqual(errors, []);
	});

	test("of one organisation does not take the place of another's, and the old file is read", (t) => {
		const dir = tempDir(t);
		const oldFile = join(dir, "audit-head.json");
		writePrivateFile(oldFile, JSON.stringify(head(7, 1)));
		const { keep, seqOf } = stage(dir);
		keep(
			{
				...head(1, 2),
				organisationId: createNewId(systemClock)("organisation"),
			},
			null,
		);
		assert.equal(seqOf(), 7);
		assert.equal(keep(head(8, 3), null).before?.seq, 7);
	});

	test("is not trusted when others could have written it", (t) => {
		const dir = tempDir(t);
		const { keep } = stage(dir);
		keep(head(5, 5), null);
		chmodSync(join(dir, `audit-head-${organisationId}.json`), 0o644);
		assert.throws(() => keep(head(6, 6)), /can be read by others/);
	});
});
