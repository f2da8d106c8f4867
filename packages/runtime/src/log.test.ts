import assert from "node:assert/strict";
import { test } from "node:test";
import { createLog, type Facts } from "./log.ts";

function capture(level: "debug" | "info") {
	const lines: Record<string, unknown>[] = [];
	const log = createLog({
		process: "test",
		level,
		write: (line) => lines.push(JSON.parse(line)),
	});
	return { log, lines };
}

test("a secret is never logged, not even at debug", () => {
	const { log, lines } = capture("debug");
	log.info("enrolled", { token: "hunter2", agentId: "agt_1" });
	assert.equal(lines[0]?.token, "[redacted]");
	assert.equal(lines[0]?.agentId, "agt_1");
});

test("what a person typed is logged only for the person at the keyboard", () => {
	const quiet = capture("info");
	quiet.log.info("command", { words: "get secrets" });
	assert.equal(quiet.lines[0]?.words, "[redacted]");
	const loud = capture("debug");
	loud.log.info("command", { words: "get secrets" });
	assert.equal(loud.lines[0]?.words, "get secrets");
});

test("a field nobody classed is redacted, also in a child and when its name is that of an object method", () => {
	const { log, lines } = capture("info");
	log
		.child({ password: "x" } as Facts)
		.info("hello", { toString: "y" } as Facts);
	assert.equal(lines[0]?.password, "[redacted]");
	assert.equal(lines[0]?.toString, "[redacted]");
});

test("an error is logged with its causes, and a cause that is its own cause ends", () => {
	const { log, lines } = capture("info");
	const knot = new Error("inner");
	knot.cause = knot;
	log.error("failed", { error: new Error("outer", { cause: knot }) });
	const text = String(lines[0]?.error);
	assert.match(text, /outer/);
	assert.match(text, /caused by Error: inner/);
	assert.equal(text.match(/caused by/g)?.length, 5);
});

test("what others said is one line, and no terminal obeys it", () => {
	const lines: string[] = [];
	const log = createLog({
		process: "test",
		level: "info",
		write: (line) => lines.push(line),
	});
	const said = "a\u2028b\u0085c\u009b2Jd\u202ee";
	log.info("refused", { reason: said });
	assert.match(lines[0] ?? "", /^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*\n$/u);
	assert.equal(JSON.parse(lines[0] ?? "").reason, said);
});
