import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import fc from "fast-check";
import { createWaitingLine, LineFull } from "./waiting-line.ts";

const wide = { waiting: 100, waitingOfOne: 100, heldBytes: 1000 };

function stage(places: number, bounds: Partial<typeof wide> = {}) {
	const clock = createHandClock();
	const line = createWaitingLine({
		clock,
		places: () => places,
		bounds: { ...wide, ...bounds },
	});
	const begun: string[] = [];
	const ends = new Map<string, () => void>();
	const told = new Map<string, number[]>();
	/** Somebody's command, named after them: `ana1`. */
	function enter(
		name: string,
		more: { signal?: AbortSignal; held?: number } = {},
	) {
		const positions: number[] = [];
		told.set(name, positions);
		const entering = line
			.enter({
				person: name.replace(/\d+/, ""),
				heldBytes: more.held ?? 0,
				maxWaitMs: 30_000,
				signal: more.signal ?? new AbortController().signal,
				onPosition: (before) => positions.push(before),
			})
			.then((end) => {
				begun.push(name);
				ends.set(name, end);
			});
		entering.catch(() => {});
		return entering;
	}
	const settled = () => new Promise((next) => setImmediate(next));
	async function end(name: string) {
		ends.get(name)?.();
		await settled();
	}
	return { clock, line, begun, told, enter, end, settled };
}

describe("a line of people", () => {
	test("who asks once does not wait behind everything another asked before", async () => {
		const { begun, enter, end, told, settled } = stage(2);
		for (const name of ["ana1", "ana2", "ana3", "ana4", "ana5"])
			void enter(name);
		void enter("bob1");
		await settled();
		assert.deepEqual(begun, ["ana1", "ana2"]);
		assert.deepEqual(told.get("bob1"), [0]);
		assert.deepEqual(told.get("ana3"), [0, 1]);
		await end("ana1");
		assert.deepEqual(begun, ["ana1", "ana2", "bob1"]);
		await end("ana2");
		await end("bob1");
		assert.deepEqual(begun.slice(3), ["ana3", "ana4"]);
		assert.deepEqual(told.get("ana5"), [2, 3, 2, 1, 0]);
	});

	test("it is bounded, in all, for one, and in what it holds", async () => {
		const { enter, settled } = stage(1, {
			waiting: 3,
			waitingOfOne: 2,
			heldBytes: 10,
		});
		void enter("ana1");
		void enter("ana2");
		void enter("ana3");
		await assert.rejects(enter("ana4"), LineFull);
		await assert.rejects(enter("bob1", { held: 11 }), LineFull);
		void enter("bob2", { held: 10 });
		await assert.rejects(enter("cyd1"), LineFull);
		await settled();
	});

	test("who waits too long, or is called away, leaves the others in order", async () => {
		const { begun, clock, enter, end, told, settled } = stage(1);
		void enter("ana1");
		const leaving = new AbortController();
		const left = enter("bob1", { signal: leaving.signal });
		await clock.wind(10_000);
		const late = enter("cyd1");
		leaving.abort(new Error("no longer wanted"));
		await assert.rejects(left, /no longer wanted/);
		assert.deepEqual(told.get("cyd1"), [1, 0]);
		await clock.wind(30_000);
		await assert.rejects(late, LineFull);
		void enter("dan1");
		await end("ana1");
		await settled();
		assert.deepEqual(begun, ["ana1", "dan1"]);
		assert.equal(clock.pendingTimers, 0);
	});

	test("never more run than there are places, all run in the end, and nobody is passed more often than there are others", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({ min: 1, max: 4 }),
				fc.array(fc.constantFrom("ana", "bob", "cyd"), { maxLength: 20 }),
				async (places, people) => {
					const { begun, line, enter, end, settled } = stage(places);
					const names = people.map((person, at) => `${person}${at}`);
					for (const name of names) void enter(name);
					await settled();
					for (let at = 0; at < names.length; at++) {
						assert.ok(line.running <= places);
						await end(begun[at] ?? assert.fail("somebody waits for ever"));
					}
					assert.deepEqual(begun.toSorted(), names.toSorted());
					assert.equal(line.running, 0);
					for (const person of ["ana", "bob", "cyd"]) {
						const own = (all: readonly string[]) =>
							all.filter((name) => name.startsWith(person));
						assert.deepEqual(own(begun), own(names));
					}
				},
			),
		);
	});
});
