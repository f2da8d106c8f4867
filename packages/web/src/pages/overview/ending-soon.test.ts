import assert from "node:assert/strict";
import { test } from "node:test";
import { endingSoon, soonBefore } from "./ending-soon.ts";

test("what ends soon is told in the order of its end, and nothing that lasts", () => {
	const before = soonBefore(new Date("2026-01-01T10:30:00Z"));
	assert.equal(before, soonBefore(new Date("2026-01-01T10:59:00Z")));
	const found = endingSoon(
		{
			endingCredentials: [
				{ kind: "AGENT", cluster: "eu", endsAt: "2026-01-02T00:00:00Z" },
				{ kind: "KUBERNETES", cluster: "us", endsAt: "2026-01-09T00:00:00Z" },
			],
			endingMachineTokens: [
				{
					id: "mtk_1",
					cluster: "us",
					label: "probe",
					expiresAt: "2026-01-05T00:00:00Z",
				},
			],
			apiTokens: {
				edges: [
					{ node: { id: "a", label: "ci", expiresAt: "2026-01-01T12:00:00Z" } },
					{
						node: { id: "b", label: "long", expiresAt: "2026-06-01T00:00:00Z" },
					},
					{ node: { id: "c", label: "for ever", expiresAt: null } },
				],
			},
		},
		before,
	);
	assert.deepEqual(
		found.map(({ name, cluster }) => [name, cluster]),
		[
			["ci", undefined],
			["eu", "eu"],
			["probe", "us"],
			["us", "us"],
		],
	);
});
