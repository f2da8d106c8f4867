import assert from "node:assert/strict";
import { test } from "node:test";
import { type ApiClient, ConnectionLost } from "@quarterdeck/cli/api";
import { waitUntilAlive } from "./wait-until-alive.ts";

type Told = {
	readonly name: string;
	readonly state: string;
	readonly kubernetes: {
		readonly reachable: boolean;
		readonly problem: string | null;
	} | null;
};

const well = { reachable: true, problem: null };

/** An API whose subscriptions tell these, one list per connection, and then break; the last one stays silent. */
function api(...lines: readonly (readonly Told[])[]): ApiClient {
	let connection = 0;
	return {
		url: "http://127.0.0.1:1",
		ask: () => Promise.reject(new Error("nothing is asked")),
		fetch: () => Promise.reject(new Error("nothing is fetched")),
		async *follow<T>(
			_document: string,
			_variables: object,
			signal?: AbortSignal,
		) {
			const told = lines[connection];
			connection += 1;
			for (const clusterEvents of told ?? []) yield { clusterEvents } as T;
			if (connection < lines.length) throw new ConnectionLost("cut");
			await new Promise((_, reject) =>
				signal?.addEventListener("abort", () => reject(signal.reason)),
			);
		},
	};
}

const never = new AbortController().signal;

test("it waits for every one, over a line that breaks", async () => {
	const fleet = api(
		[{ name: "eu", state: "ALIVE", kubernetes: well }],
		[
			{ name: "eu", state: "ALIVE", kubernetes: well },
			{ name: "us", state: "JOINING", kubernetes: null },
			{ name: "other", state: "LOST", kubernetes: null },
			{ name: "us", state: "ALIVE", kubernetes: null },
		],
	);
	assert.deepEqual(await waitUntilAlive(fleet, ["eu", "us"], never), []);
});

test("a degraded one is not waited for, and the reason is told", async () => {
	const kubernetes = { reachable: false, problem: "connect ECONNREFUSED" };
	const fleet = api([{ name: "eu", state: "DEGRADED", kubernetes }]);
	const told = await waitUntilAlive(fleet, ["eu"], never);
	assert.match(told.join(), /eu is degraded; its API server: .*ECONNREFUSED/);
});

test("one that stays away is told, and not waited for without end", async () => {
	const fleet = api([{ name: "eu", state: "LOST", kubernetes: null }]);
	const told = await waitUntilAlive(fleet, ["eu", "us"], never, 50);
	assert.equal(told.length, 2);
	assert.match(told.join(), /eu is not alive yet.*qd cluster show eu/);
});

test("told to stop, it stops", async () => {
	const stopping = new AbortController();
	const waiting = waitUntilAlive(api([]), ["eu"], stopping.signal);
	stopping.abort(new Error("it was stopped"));
	await assert.rejects(waiting, /it was stopped/);
});
