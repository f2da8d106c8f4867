import assert from "node:assert/strict";
import { test } from "node:test";
import type { PartKind, RunOutput } from "@quarterdeck/contract";
import { createHandClock } from "@quarterdeck/testkit";
import fc from "fast-check";
import { silentMeter } from "../meter.ts";
import { createByteBudget } from "./byte-budget.ts";
import { OpenOrder } from "./open-order.ts";
import { PartSender } from "./part-sender.ts";

/** What happens to the messages of one run. */
interface Weather {
	readonly seed: number;
	/** Of a hundred messages, how many are lost. */
	readonly lostPercent: number;
	readonly sizes: readonly number[];
	readonly slow: boolean;
	readonly windowBytes: number;
}

const weather: fc.Arbitrary<Weather> = fc.record({
	seed: fc.nat(),
	lostPercent: fc.constantFrom(0, 5, 30, 60),
	sizes: fc.array(fc.integer({ min: 1, max: 400_000 }), { maxLength: 15 }),
	slow: fc.boolean(),
	windowBytes: fc.constantFrom(150_000, 10_000_000),
});

/**
 * Both ends of an order over a bus that loses, doubles, delays and overtakes, and is away at times: far worse than
 * NATS ever is. Time is wound by hand, so hours of it pass in milliseconds.
 */
async function runOver({ seed, lostPercent, ...weather }: Weather) {
	const { sizes, slow, windowBytes } = weather;
	const drawn = dice(seed);
	const clock = createHandClock();
	let isUp = true;
	let runs = 0;
	let sender: PartSender | undefined;
	const used: Buffer[] = [];
	const sent = sizes.map((size, index) => Buffer.alloc(size, `${index}.`));
	const agentBudget = createByteBudget(windowBytes);
	const orderBudget = createByteBudget(windowBytes);

	function pass(act: () => void): boolean {
		if (!isUp) return false;
		// Now and then the connection goes away for a while.
		if (drawn(100) < 2) setUp(false);
		const copies = drawn(100) < lostPercent ? 0 : drawn(10) === 0 ? 2 : 1;
		for (let copy = 0; copy < copies; copy++) clock.after(1 + drawn(40), act);
		return true;
	}
	function setUp(up: boolean): void {
		isUp = up;
		if (!up) {
			clock.after(2500, () => setUp(true));
			return;
		}
		sender?.resend();
		order.reconnected();
	}
	function run(): void {
		if (sender) {
			sender.resend();
			return;
		}
		runs += 1;
		const speaking = new PartSender({
			publish: (part) => pass(() => hear(part.number, part.kind, part.bytes)),
			budget: agentBudget,
			clock,
			meter: silentMeter,
			ackTimeoutMs: 3000,
		});
		sender = speaking;
		speaking.send("accepted", Buffer.from("{}"));
		void speak(speaking);
	}
	async function speak(speaking: PartSender): Promise<void> {
		const never = new AbortController().signal;
		for (const bytes of sent)
			await speaking.write({ kind: "stdout", bytes }, never);
		speaking.send("end", Buffer.from('"over"'));
	}
	function hear(number: number, kind: PartKind, bytes: Uint8Array): void {
		if (!isOver) order.receive({ number, kind, bytes, responder: "one" });
		else
			pass(() =>
				sender?.acknowledge({
					processed: number,
					received: number,
					again: false,
				}),
			);
	}
	async function use({ bytes }: RunOutput): Promise<void> {
		if (slow) await new Promise<void>((done) => clock.after(700, done));
		used.push(Buffer.from(bytes));
	}

	let isOver = false;
	const order: OpenOrder = new OpenOrder({
		sendDo: () => pass(run),
		sendAck: (ack) => void pass(() => sender?.acknowledge(ack)),
		sendStop: () => assert.fail("nobody stopped it"),
		onAccepted() {},
		onOutput: use,
		onWaiting: () => {},
		deadlineAt: new Date(clock.now().getTime() + 10 * 3_600_000),
		graceMs: 1000,
		budget: orderBudget,
		clock,
		meter: silentMeter,
	});
	void order.ended.then(() => {
		isOver = true;
	});
	for (let step = 0; step < 5000 && !(isOver && sender?.isQuiet); step++)
		await clock.wind(1000);
	assert.equal(isOver, true, "it ended");
	assert.equal(sender?.isQuiet, true, "the responder knows it");
	assert.equal(runs, 1, "it ran once");
	assert.equal(Buffer.concat(used).equals(Buffer.concat(sent)), true);
	assert.equal(
		(await order.ended).toString(),
		Buffer.from('"over"').toString(),
	);
	assert.equal(orderBudget.heldBytes, 0);
	assert.equal(agentBudget.heldBytes, 0);
}

/** Numbers below a limit, the same ones for the same seed (mulberry32). */
function dice(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

test("an answer arrives whole, in order and once over any bus that lets a message through now and then", async () => {
	await fc.assert(fc.asyncProperty(weather, runOver), { numRuns: 300 });
});
