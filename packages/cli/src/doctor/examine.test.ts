import assert from "node:assert/strict";
import { test } from "node:test";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import { examine } from "./examine.ts";

/** A control plane with one cluster whose agent's clock is so far ahead. */
async function examined(clockAheadSeconds: number | null) {
	const said = { out: "" };
	const cluster = {
		name: "eu",
		state: "ALIVE",
		lastSeenAt: "2026-01-02T03:04:05Z",
		clockAheadSeconds,
		busInsecure: null,
		duplicateSince: null,
		kubernetes: { reachable: true },
		plugins: [],
	};
	const api = {
		url: "http://127.0.0.1:1",
		ask: async (document: string) => {
			if (document.includes("status"))
				return {
					status: { version: "0", parts: [] },
					clusters: {
						edges: [{ node: cluster }],
						pageInfo: { hasNextPage: false, endCursor: null },
					},
				};
			if (document.includes("clusters"))
				return {
					clusters: {
						edges: [{ node: cluster }],
						pageInfo: { hasNextPage: false, endCursor: null },
					},
				};
			return {
				me: { email: "a@b.c", role: "OWNER", organisation: { name: "x" } },
			};
		},
	};
	const context = {
		api: () => api,
		now: () => new Date("2026-01-02T03:04:06Z"),
		terminal: {
			out: (text: string) => {
				said.out += text;
			},
		},
	} as unknown as CommandContext;
	const exitCode = await examine({ output: "text" }, context, []);
	return { exitCode, out: said.out };
}

test("nobody signed in and a control plane that is away have the exit code of the guide, whatever else is wrong", async () => {
	const context = (given: Pick<CommandContext, "api">) =>
		({ ...given, terminal: { out: () => {} } }) as unknown as CommandContext;
	const wrong = { part: "kubectl", ok: false, seen: "not found" };
	const away = (exitCode?: number) => {
		throw new CliFailure("", exitCode === undefined ? {} : { exitCode });
	};
	const codeOf = (given: Pick<CommandContext, "api">) =>
		examine({ output: "text" }, context(given), [wrong]);
	assert.equal(await codeOf({ api: () => away(exitCodes.unreachable) }), 3);
	assert.equal(await codeOf({ api: () => away() }), 1);
	const asked = (exitCode: number) =>
		({
			url: "http://127.0.0.1:1",
			ask: async () => away(exitCode),
		}) as unknown as ReturnType<CommandContext["api"]>;
	assert.equal(await codeOf({ api: () => asked(exitCodes.unreachable) }), 3);
	assert.equal(await codeOf({ api: () => asked(exitCodes.refused) }), 1);
});

test("an agent whose clock is far from the control plane's is a finding", async () => {
	for (const [ahead, told] of [
		[-1800, /clock is 1800 s behind the control plane's; set it/],
		[61, /clock is 61 s ahead of/],
	] as const) {
		const { exitCode, out } = await examined(ahead);
		assert.match(out, told);
		assert.equal(exitCode, 1);
	}
	for (const ahead of [null, 0, 59, -60]) {
		const { exitCode, out } = await examined(ahead);
		assert.doesNotMatch(out, /clock/);
		assert.equal(exitCode, 0, out);
	}
});
