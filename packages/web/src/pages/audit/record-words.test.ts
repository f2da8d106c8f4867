import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { detailOf, detailPieces } from "./record-words.ts";

function row(code: string, facts: unknown, subject: string | null = null) {
	return {
		id: "aud_1",
		seq: 1,
		at: "2026-01-01T00:00:00.000Z",
		code,
		outcome: "succeeded",
		person: null,
		subject,
		clusters: [],
		channel: null,
		facts,
	};
}

test("whatever the facts are, they end in one line without control characters", () => {
	fc.assert(
		fc.property(
			fc.anything(),
			fc.constantFrom("command.run", "x"),
			(facts, code) => {
				const { text } = detailOf(row(code, facts));
				assert.doesNotMatch(text, /\p{Cc}|\u202e/u);
				assert.ok(text.length <= 400);
				for (const { words } of detailPieces(row(code, facts)))
					assert.doesNotMatch(words, /\p{Cc}|\u202e/u);
			},
		),
	);
	const turned = detailOf(
		row("person.added", { email: "a\u202eb\u001b[31mc" }),
	);
	assert.equal(turned.text, "a\ufffdbc");
});

test("names are told apart from other words, so that a list can keep their ends", () => {
	const email = "a.very.long.name@department.example.com";
	assert.deepEqual(
		detailPieces(
			row("person.added", {
				email,
				role: "member",
				seats: 2,
				invitedBy: email,
			}),
		),
		[
			{ words: email, isName: true },
			{ words: "role member, seats 2", isName: false },
			{ words: `invited by ${email}`, isName: true },
		],
	);
	assert.deepEqual(detailPieces(row("cluster.removed", {}, "shop-eu-10")), [
		{ words: "shop-eu-10", isName: true },
	]);
	assert.deepEqual(detailPieces(row("x.y", {})), []);
});

test("a command is told in its own words, opened or ended", () => {
	assert.deepEqual(
		detailOf(row("command.run", { platform: "console", text: "get\n pods" })),
		{ text: "get pods", isCommand: true },
	);
	assert.equal(
		detailOf(row("command.denied", { words: "delete ns", runs: [] })).text,
		"delete ns",
	);
});

test("a configuration is told by version and note", () => {
	assert.equal(
		detailOf(row("configuration.applied", { version: 7, note: "why" })).text,
		"version 7: why",
	);
});

test("other facts are told by name, those only programs read are left out", () => {
	assert.equal(
		detailOf(
			row("cluster.added", { joinToken: "jtk_1", labels: ["a=b", "c=d"] }),
		).text,
		"labels a=b, c=d",
	);
	assert.equal(
		detailOf(row("person.removed", { email: "bo@example.com", tokensEnded: 2 }))
			.text,
		"bo@example.com, tokens ended 2",
	);
	assert.equal(detailOf(row("agent.revoked", {}, "agt_1")).text, "agt_1");
});
