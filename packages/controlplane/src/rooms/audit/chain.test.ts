import assert from "node:assert/strict";
import { test } from "node:test";
import { type ChainEntry, recordOf } from "./chain.ts";

test("a record is read whatever the owner of the database wrote as its facts", () => {
	const entry = { whoKind: "process", whoId: "prc_1", clusterNames: [] };
	for (const facts of ["null", "[1]", "9", '"x"', "{", ""])
		assert.deepEqual(
			recordOf({ ...entry, facts } as unknown as ChainEntry).facts,
			{ unreadable: true },
			facts,
		);
});
