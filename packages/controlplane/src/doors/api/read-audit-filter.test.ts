import assert from "node:assert/strict";
import { test } from "node:test";
import { readAuditFilter } from "./read-audit-filter.ts";

test("a code or an outcome that there is not is refused with the nearest one", () => {
	assert.throws(() => readAuditFilter({ outcome: "denid" }), {
		code: "INPUT_INVALID",
		message: "outcome: there is no outcome denid. Did you mean denied?",
	});
	assert.throws(() => readAuditFilter({ outcome: "xxxxxxxx" }), {
		message: /Known outcomes: cancelled, denied, failed, lost, /,
	});
	assert.throws(() => readAuditFilter({ code: "comand.run" }), {
		message: /no record code comand\.run\. Did you mean command\.run\?/,
	});
	assert.equal(readAuditFilter({ outcome: "denied" }).outcome, "denied");
});
