import assert from "node:assert/strict";
import { test } from "node:test";
import { createConversation } from "./conversation.ts";
import type { Command, CommandEvent } from "./documents.ts";
import { topics } from "./topic-signals.ts";

function command(n: number, more: Partial<Command> = {}): Command {
	return {
		id: `cmd_${n}`,
		text: `say ${n}`,
		channel: "general",
		thread: null,
		email: "ana@example.com",
		state: "RUNNING",
		startedAt: new Date(n * 1000).toISOString(),
		endedAt: null,
		error: null,
		outcome: "RUNNING",
		answer: null,
		input: null,
		summary: [{ outcome: "RUNNING", count: 1 }],
		answers: [{ outcome: "RUNNING", runs: [{ id: `run_${n}` }] }],
		runs: [run(n)],
		...more,
	};
}

function run(
	n: number,
	more: Partial<Command["runs"][number]> = {},
): Command["runs"][number] {
	return {
		id: `run_${n}`,
		cluster: "eu",
		state: "RUNNING",
		exitCode: null,
		durationMs: null,
		outputBytes: 0,
		incomplete: false,
		outputUrl: null,
		message: null,
		outcome: "RUNNING",
		advice: null,
		error: null,
		...more,
	};
}

function event(
	n: number,
	seq: number,
	more: Partial<CommandEvent> = {},
): { command: null; event: CommandEvent } {
	return {
		command: null,
		event: {
			seq,
			command: `cmd_${n}`,
			kind: "STDOUT",
			cluster: "eu",
			text: `piece ${seq}\n`,
			shownBytes: null,
			before: null,
			state: null,
			at: new Date(0).toISOString(),
			error: null,
			run: null,
			...more,
		},
	};
}

function stage(limits?: { commands: number; characters: number }) {
	const frames: (() => void)[] = [];
	const unknown: string[] = [];
	const conversation = createConversation({
		schedule: (flush) => void frames.push(flush),
		onUnknown: (id) => void unknown.push(id),
		...(limits ? { limits } : {}),
	});
	return {
		conversation,
		frames,
		unknown,
		nextFrame() {
			for (const flush of frames.splice(0)) flush();
		},
		text: (n: number) =>
			conversation
				.find(`cmd_${n}`)
				?.outputs.get("eu")
				?.buffer.view()
				.head.map(({ text }) => text)
				.join("") ?? "",
	};
}

test("commands stand in the order they began, however they were told of", () => {
	const { conversation } = stage();
	conversation.merge([command(3), command(1)]);
	conversation.receive({ command: command(2), event: null });
	conversation.merge([command(2), command(3)]);
	assert.deepEqual(conversation.index.roots, ["cmd_1", "cmd_2", "cmd_3"]);
});

test("a reply stands under its root and not among the roots", () => {
	const { conversation } = stage();
	conversation.merge([command(2, { thread: "cmd_1" }), command(1)]);
	assert.deepEqual(conversation.index.roots, ["cmd_1"]);
	assert.deepEqual(conversation.index.replies("cmd_1"), ["cmd_2"]);
	assert.deepEqual(conversation.index.replies("cmd_2"), []);
});

test("a record that comes late does not make an ended command run again", () => {
	const { conversation } = stage();
	conversation.merge([command(1)]);
	conversation.receive(
		event(1, 1, {
			kind: "RUN_ENDED",
			run: run(1, { state: "FAILED", exitCode: 1 }),
		}),
	);
	conversation.receive(event(1, 2, { kind: "COMMAND_ENDED", state: "FAILED" }));
	conversation.merge([command(1)]);
	const record = conversation.find("cmd_1")?.record;
	assert.equal(record?.state, "FAILED");
	assert.equal(record?.runs[0]?.exitCode, 1);
});

test("output that is told again after an interruption is there once", () => {
	const { conversation, text } = stage();
	conversation.merge([command(1)]);
	for (const seq of [1, 2, 1, 2, 3]) conversation.receive(event(1, seq));
	assert.equal(text(1), "piece 1\npiece 2\npiece 3\n");
	assert.equal(conversation.find("cmd_1")?.hasGap, false);
});

test("output that was missed is noticed", () => {
	const { conversation } = stage();
	conversation.merge([command(1), command(2)]);
	conversation.receive(event(1, 1));
	conversation.receive(event(1, 3));
	conversation.receive(event(2, 5));
	assert.equal(conversation.find("cmd_1")?.hasGap, true);
	assert.equal(conversation.find("cmd_2")?.hasGap, true);
});

test("a note that what followed was not read in time is a gap, and no piece twice", () => {
	const { conversation, text } = stage();
	conversation.merge([command(1)]);
	conversation.receive(event(1, 1));
	const note = { kind: "NOTE", cluster: null, text: "behind" } as const;
	conversation.receive(event(1, 1, note));
	assert.equal(conversation.find("cmd_1")?.hasGap, true);
	assert.equal(text(1), "piece 1\n");
});

test("output of a command nobody told of is kept, and the command asked for", () => {
	const { conversation, unknown, text } = stage();
	conversation.receive(event(1, 1));
	conversation.receive(event(1, 2));
	assert.deepEqual(unknown, ["cmd_1"]);
	assert.deepEqual(conversation.index.roots, []);
	conversation.merge([command(1)]);
	assert.deepEqual(conversation.index.roots, ["cmd_1"]);
	assert.equal(text(1), "piece 1\npiece 2\n");
});

test("a thousand pieces in one frame wake the one block they belong to once", () => {
	const { conversation, frames, nextFrame } = stage();
	conversation.merge([command(1), command(2)]);
	const heard: string[] = [];
	for (const topic of [
		topics.roots,
		topics.output("cmd_1", "eu"),
		topics.output("cmd_2", "eu"),
		topics.command("cmd_1"),
	])
		conversation.signals.subscribe(topic, () => heard.push(topic));
	const version = () =>
		conversation.signals.version(topics.output("cmd_1", "eu"));
	const before = version();
	for (let seq = 1; seq <= 1000; seq++) conversation.receive(event(1, seq));
	assert.equal(frames.length, 1);
	assert.equal(version(), before);
	nextFrame();
	assert.deepEqual(heard, [topics.output("cmd_1", "eu")]);
	assert.equal(version(), before + 1);
});

test("no more commands than the limit are held; the oldest go with their replies", () => {
	const { conversation } = stage({ commands: 3, characters: 1e6 });
	conversation.merge([
		command(1),
		command(2, { thread: "cmd_1" }),
		command(3),
		command(4),
		command(5),
	]);
	assert.deepEqual(conversation.index.roots, ["cmd_3", "cmd_4", "cmd_5"]);
	assert.equal(conversation.find("cmd_2"), undefined);
	assert.equal(conversation.index.isFull, true);
});

test("outputs that can be read again go when too much is held, running ones stay", () => {
	const { conversation, text } = stage({ commands: 100, characters: 100 });
	const ended = { state: "SUCCEEDED", outputUrl: "/outputs/run_1" } as const;
	conversation.merge([command(1), command(2)]);
	conversation.receive(event(1, 1, { text: "x".repeat(60) }));
	conversation.receive(event(1, 2, { kind: "RUN_ENDED", run: run(1, ended) }));
	conversation.receive(event(2, 1, { text: "y".repeat(60) }));
	assert.equal(text(1), "");
	assert.equal(text(2), "y".repeat(60));
});

test("a flood of commands nobody told of stays within the limit", () => {
	const { conversation } = stage({ commands: 10, characters: 1e6 });
	for (let n = 0; n < 1000; n++) conversation.receive(event(n, 1));
	const held = Array.from({ length: 1000 }, (_, n) =>
		conversation.find(`cmd_${n}`),
	).filter(Boolean);
	assert.equal(held.length, 10);
});

test("what somebody said comes back newest first, each text once", () => {
	const { conversation } = stage();
	conversation.merge([
		command(1, { text: "a" }),
		command(2, { text: "b" }),
		command(3, { text: "a" }),
		command(4, { text: "c", email: "ben@example.com" }),
	]);
	assert.deepEqual(conversation.saidBy("ana@example.com"), ["a", "b"]);
});

test("a note about cut output is a fact, other notes are kept up to a bound", () => {
	const { conversation } = stage();
	conversation.merge([command(1)]);
	conversation.receive(
		event(1, 1, { kind: "NOTE", text: "More came", shownBytes: 10 }),
	);
	for (let seq = 2; seq < 100; seq++)
		conversation.receive(event(1, seq, { kind: "NOTE", text: `note ${seq}` }));
	const output = conversation.find("cmd_1")?.outputs.get("eu");
	assert.equal(output?.cutAfterBytes, 10);
	assert.equal(output?.notes.length, 20);
});

test("who listens only after something changed sees that it may have", () => {
	const { conversation } = stage();
	conversation.merge([command(1)]);
	const topic = topics.output("cmd_1", "eu");
	const looked = conversation.signals.version(topic);
	conversation.receive(event(1, 1));
	conversation.signals.subscribe(topic, () => {});
	assert.notEqual(conversation.signals.version(topic), looked);
});

test("an answer that takes the place of the message it was chosen in wakes that message", () => {
	const { conversation, nextFrame } = stage();
	conversation.merge([command(1), command(2)]);
	const origin = { command: "cmd_1", cluster: "eu", run: "run_1" };
	let woken = 0;
	conversation.signals.subscribe(topics.output("cmd_1", "eu"), () => woken++);
	conversation.choose("cmd_2", origin);
	assert.equal(conversation.replacementOf("run_1"), undefined);
	const message = { replaceOriginal: true, baseBody: { plaintext: "new" } };
	conversation.merge([command(2, { runs: [run(2, { message })] })]);
	nextFrame();
	assert.ok(woken > 0);
	assert.deepEqual(conversation.replacementOf("run_1"), {
		message,
		command: "cmd_2",
	});
	assert.equal(conversation.hasReplaced("cmd_2"), true);
	assert.equal(conversation.hasReplaced("cmd_1"), false);
});

test("what was turned away as a whole is not said in the channel too", () => {
	const conversation = createConversation({ schedule: () => {} });
	const problem = {
		code: "COMMAND_UNKNOWN",
		message: "x",
		hint: null,
		ref: null,
	};
	const refused = {
		state: "DENIED" as const,
		outcome: "NOT_UNDERSTOOD" as const,
		runs: [],
	};
	conversation.merge([command(1), command(2, { ...refused, error: problem })]);
	conversation.receive({
		command: command(3, { ...refused, error: problem }),
		event: null,
	});
	assert.deepEqual(conversation.index.roots, ["cmd_1"]);
	// In a cluster it is that cluster's answer.
	conversation.merge([command(4, { ...refused, runs: [run(4)] })]);
	assert.deepEqual(conversation.index.roots, ["cmd_1", "cmd_4"]);
});

test("who waits is told how many are before them until something comes", () => {
	const conversation = createConversation({ schedule: () => {} });
	conversation.merge([command(1)]);
	const waits = () => conversation.find("cmd_1")?.waits.get("eu");
	const wait = (seq: number, before: number) =>
		conversation.receive(event(1, seq, { kind: "WAITING", before }));
	wait(1, 3);
	assert.equal(waits(), 3);
	wait(2, 0);
	assert.equal(waits(), 0);
	conversation.receive(event(1, 3, { kind: "ACCEPTED" }));
	assert.equal(waits(), undefined);
});

test("a record of thousands of clusters is taken in by looking at each once", () => {
	const { conversation } = stage();
	let looks = 0;
	const runs = Array.from({ length: 2000 }, (_, n) => ({
		...run(n),
		get id() {
			looks += 1;
			return `run_${n}`;
		},
	}));
	conversation.merge([command(1, { runs })]);
	conversation.merge([command(1, { runs })]);
	assert.ok(looks <= 4 * runs.length, `${looks} looks`);
});
