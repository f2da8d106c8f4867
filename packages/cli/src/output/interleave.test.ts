import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createInterleaver } from "./interleave.ts";

function stage() {
	let printed = "";
	let act: (() => void) | undefined;
	const answers = createInterleaver({
		print: (text) => {
			printed += text;
		},
		heading: (cluster) => {
			printed += `# ${cluster}\n`;
		},
		afterSilence: (later) => {
			act = later;
			return () => {
				act = undefined;
			};
		},
	});
	return { answers, printed: () => printed, silence: () => act?.() };
}

test("two answers that interleave are printed one under the other", () => {
	const { answers, printed } = stage();
	answers.write("eu", "a\nb");
	answers.write("us", "x\n");
	answers.write("eu", "c\n");
	answers.write("us", "y");
	answers.finish("eu");
	answers.finish("us");
	assert.equal(printed(), "# eu\na\nbc\n# us\nx\ny\n");
});

test("a cluster that pauses gives way, and is announced again when it goes on", () => {
	const { answers, printed, silence } = stage();
	answers.write("eu", "a\n");
	answers.write("us", "x\n");
	silence();
	answers.write("eu", "b\n");
	silence();
	assert.equal(printed(), "# eu\na\n# us\nx\n# eu\nb\n");
});

test("an answer without words is not announced", () => {
	const { answers, printed } = stage();
	answers.finish("eu");
	answers.write("us", "x\n");
	answers.finish("us");
	assert.equal(printed(), "# us\nx\n");
});

test("whatever the order, every cluster's text is printed once and in its own order", () => {
	const step = fc.record({
		who: fc.constantFrom("a", "b", "c"),
		text: fc.string({ unit: fc.constantFrom("1", "2", "\n"), maxLength: 8 }),
		quiet: fc.boolean(),
	});
	fc.assert(
		fc.property(fc.array(step), (steps) => {
			const { answers, printed, silence } = stage();
			const said = new Map<string, string>();
			for (const { who, text, quiet } of steps) {
				answers.write(who, text);
				said.set(who, (said.get(who) ?? "") + text);
				if (quiet) silence();
			}
			for (const who of said.keys()) answers.finish(who);
			answers.flush();
			for (const [who, text] of said)
				assert.equal(
					heard(printed(), who),
					text === "" || text.endsWith("\n") ? text : `${text}\n`,
				);
		}),
	);
});

test("an endless line is printed in pieces, and takes no longer for its length", () => {
	let characters = 0;
	const answers = createInterleaver({
		print(text) {
			characters += text.length;
		},
		heading() {},
		afterSilence: () => () => {},
	});
	const piece = "x".repeat(65_536);
	// More than 64 MiB each. Where a line is read again with each of its pieces this takes minutes.
	for (let i = 0; i <= 1024; i += 1)
		for (const cluster of ["eu", "us"]) answers.write(cluster, piece);
	assert.equal(characters, 2 * (1025 * piece.length + 1));
	answers.flush();
	assert.equal(characters, 2 * (1025 * piece.length + 1));
});

function heard(printed: string, who: string): string {
	let cluster = "";
	let text = "";
	for (const line of printed.split(/(?<=\n)/)) {
		if (line.startsWith("# ")) cluster = line.slice(2).trimEnd();
		else if (cluster === who) text += line;
	}
	return text;
}
