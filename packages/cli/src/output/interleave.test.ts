import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createInterleaver } from "./interleave.ts";

function stage() {
	let told = "";
	let act: (() => void) | undefined;
	const turns = createInterleaver({
		write: (text) => {
			told += text;
		},
		heading: (cluster) => `# ${cluster}\n`,
		afterSilence: (later) => {
			act = later;
			return () => {
				act = undefined;
			};
		},
	});
	return { turns, told: () => told, silence: () => act?.() };
}

test("two answers that interleave are told one under the other", () => {
	const { turns, told } = stage();
	turns.tell("eu", "a\nb");
	turns.tell("us", "x\n");
	turns.tell("eu", "c\n");
	turns.tell("us", "y");
	turns.finish("eu");
	turns.finish("us");
	assert.equal(told(), "# eu\na\nbc\n# us\nx\ny\n");
});

test("a speaker that pauses gives way, and is announced again when it goes on", () => {
	const { turns, told, silence } = stage();
	turns.tell("eu", "a\n");
	turns.tell("us", "x\n");
	silence();
	turns.tell("eu", "b\n");
	silence();
	assert.equal(told(), "# eu\na\n# us\nx\n# eu\nb\n");
});

test("an answer without words is not announced", () => {
	const { turns, told } = stage();
	turns.finish("eu");
	turns.tell("us", "x\n");
	turns.finish("us");
	assert.equal(told(), "# us\nx\n");
});

test("whatever the order, every cluster's text is told once and in its own order", () => {
	const step = fc.record({
		who: fc.constantFrom("a", "b", "c"),
		text: fc.string({ unit: fc.constantFrom("1", "2", "\n"), maxLength: 8 }),
		quiet: fc.boolean(),
	});
	fc.assert(
		fc.property(fc.array(step), (steps) => {
			const { turns, told, silence } = stage();
			const said = new Map<string, string>();
			for (const { who, text, quiet } of steps) {
				turns.tell(who, text);
				said.set(who, (said.get(who) ?? "") + text);
				if (quiet) silence();
			}
			for (const who of said.keys()) turns.finish(who);
			turns.flush();
			for (const [who, text] of said)
				assert.equal(
					heard(told(), who),
					text === "" || text.endsWith("\n") ? text : `${text}\n`,
				);
		}),
	);
});

function heard(told: string, who: string): string {
	let speaker = "";
	let text = "";
	for (const line of told.split(/(?<=\n)/)) {
		if (line.startsWith("# ")) speaker = line.slice(2).trimEnd();
		else if (speaker === who) text += line;
	}
	return text;
}
