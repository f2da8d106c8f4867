import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, test } from "node:test";
import { trace } from "@opentelemetry/api";
import { tempDir } from "@quarterdeck/testkit";
import { systemClock } from "../clock.ts";
import { createLog, silentLog } from "../log.ts";
import { beginSpan, inSpan, recordSpan } from "./span.ts";
import { createLineProvider, traceToFile } from "./trace-to-file.ts";

interface Line {
	readonly trace: string;
	readonly span: string;
	readonly parent?: string;
	readonly name: string;
	readonly process: string;
	readonly start: number;
	readonly ms: number;
	readonly attributes: Readonly<Record<string, unknown>>;
}

afterEach(() => trace.disable());

async function traced(
	act: () => Promise<void> | void,
): Promise<{ readonly file: string; readonly lines: readonly Line[] }> {
	const file = join(tempDir(), "trace.jsonl");
	const parts = { process: "agent", clock: systemClock, log: silentLog };
	const stop = traceToFile(file, parts);
	await act();
	await stop();
	const text = readFileSync(file, "utf8");
	const lines = text.split("\n").filter((line) => line !== "");
	return { file, lines: lines.map((line) => JSON.parse(line)) };
}

describe("a span", () => {
	test("is nothing and carries nothing while nothing is traced", () => {
		const span = beginSpan("run", {
			parent: `00-${"a".repeat(32)}-${"b".repeat(16)}-01`,
		});
		assert.equal(span.traceparent, undefined);
		assert.equal(beginSpan("other"), span);
		span.end();
	});

	test("goes on in another part by its traceparent, and is written once when it ends", async () => {
		const { file, lines } = await traced(() => {
			const outer = beginSpan("order", { attributes: { runId: "run_1" } });
			const inner = beginSpan("run", { parent: outer.traceparent });
			inner.end();
			outer.end();
			outer.end();
		});
		assert.equal(statSync(file).mode & 0o777, 0o600);
		const [inner, outer] = lines;
		assert.deepEqual(
			lines.map(({ name, process }) => [name, process]),
			[
				["run", "agent"],
				["order", "agent"],
			],
		);
		assert.equal(inner?.trace, outer?.trace);
		assert.equal(inner?.parent, outer?.span);
		assert.equal(outer?.parent, undefined);
		assert.deepEqual(outer?.attributes, { runId: "run_1" });
		assert.ok(Number(inner?.start) >= Number(outer?.start));
		assert.ok(Number(inner?.ms) <= Number(outer?.ms));
	});

	test("whose parent cannot be read begins a trace of its own", async () => {
		const { lines } = await traced(() => {
			for (const parent of [
				"",
				"00-x",
				`00-${"0".repeat(32)}-${"0".repeat(16)}-01`,
			])
				beginSpan("run", { parent }).end();
		});
		assert.equal(new Set(lines.map((line) => line.trace)).size, 3);
		assert.ok(lines.every((line) => line.parent === undefined));
	});

	test("ends with the work it times, also when that fails", async () => {
		const { lines } = await traced(async () => {
			const failing = inSpan("close", undefined, async () => {
				throw new Error("gone");
			});
			await assert.rejects(failing, /gone/);
			recordSpan("spawn", { startedAtMs: 1000.5, endedAtMs: 1002 });
		});
		assert.deepEqual(
			lines.map(({ name }) => name),
			["close", "spawn"],
		);
		assert.deepEqual([lines[1]?.start, lines[1]?.ms], [1000.5, 1.5]);
	});
});

describe("a trace file", () => {
	test("leaves spans to an OpenTelemetry SDK that is there already, and says so", async () => {
		const toSdk: string[] = [];
		const said: string[] = [];
		trace.setGlobalTracerProvider(
			createLineProvider("sdk", (line) => toSdk.push(line)),
		);
		const stop = traceToFile(join(tempDir(), "trace.jsonl"), {
			process: "agent",
			clock: systemClock,
			log: createLog({
				process: "agent",
				level: "warn",
				write: (line) => said.push(line),
			}),
		});
		beginSpan("run").end();
		await stop();
		beginSpan("run").end();
		assert.equal(toSdk.length, 2);
		assert.match(said.join(), /OpenTelemetry SDK that is registered/);
	});

	test("that cannot be written costs a warning and nothing else", async () => {
		const said: string[] = [];
		const stop = traceToFile(join(tempDir(), "missing", "trace.jsonl"), {
			process: "agent",
			clock: systemClock,
			log: createLog({
				process: "agent",
				level: "warn",
				write: (line) => said.push(line),
			}),
		});
		beginSpan("run").end();
		await stop();
		assert.match(said.join(), /traces cannot be written/);
	});
});
