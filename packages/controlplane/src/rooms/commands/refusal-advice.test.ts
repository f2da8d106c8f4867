import assert from "node:assert/strict";
import { test } from "node:test";
import type { GateSummary } from "@quarterdeck/contract";
import type { CommandRun } from "./command-record.ts";
import { refusalAdvice } from "./refusal-advice.ts";

function ranAs(user: string, status: number): CommandRun {
	const gate: GateSummary = {
		user,
		groups: ["channel-ops"],
		total: 1,
		refused: 0,
		bytes: 10,
		requests: [{ method: "GET", path: "/api/v1/pods", status, bytes: 10 }],
	};
	return { gate } as CommandRun;
}

test("the user that nobody knows is explained where Kubernetes refused it something", () => {
	const advice = refusalAdvice(ranAs("botkube-internal-static-user", 403));
	assert.match(advice ?? "", /maps only groups \(here: channel-ops\)/);
	assert.match(advice ?? "", /RoleBinding/);
});

test("nothing is explained to who was refused nothing, or under their own name", () => {
	assert.equal(
		refusalAdvice(ranAs("botkube-internal-static-user", 200)),
		undefined,
	);
	assert.equal(refusalAdvice(ranAs("ana@example.com", 403)), undefined);
	assert.equal(
		refusalAdvice({ gate: undefined } as unknown as CommandRun),
		undefined,
	);
});
