import type { TestEvent } from "node:test/reporters";
import { inspect } from "node:util";

/** What a test file's process tells the runner, one JSON object a line. */
export type ReportLine =
	| { readonly kind: "passed"; readonly name: string }
	| { readonly kind: "skipped"; readonly name: string; readonly why: string }
	| { readonly kind: "failed"; readonly name: string; readonly error: string }
	/** Began and, by another such line, is over: what is open when the process dies is what hung. */
	| { readonly kind: "begun" | "over"; readonly name: string }
	/** The last line: the file ran to its end. */
	| { readonly kind: "finished" };

/**
 * A reporter for `node --test-reporter`. A suite counts only when it fails by itself (a hook) or is skipped, and a
 * test whose only fault is that an inner one failed does not count again.
 */
export async function* eventReporter(
	source: AsyncIterable<TestEvent>,
): AsyncGenerator<string> {
	const path: string[] = [];
	for await (const event of source) {
		if (event.type === "test:start") {
			path.length = event.data.nesting;
			path.push(event.data.name);
		}
		const progress = progressOf(event);
		if (progress) yield `${JSON.stringify(progress)}\n`;
		if (event.type !== "test:pass" && event.type !== "test:fail") continue;
		const line = describeEnd(event, path.slice(0, event.data.nesting));
		if (line) yield `${JSON.stringify(line)}\n`;
	}
	yield `${JSON.stringify({ kind: "finished" } satisfies ReportLine)}\n`;
}

// Told at once, whereas passes and failures are told in the order of the file.
function progressOf(event: TestEvent): ReportLine | undefined {
	switch (event.type) {
		case "test:dequeue":
			return { kind: "begun", name: event.data.name };
		case "test:complete":
			return { kind: "over", name: event.data.name };
		default:
			return undefined;
	}
}

type End = Extract<TestEvent, { type: "test:pass" | "test:fail" }>;

function describeEnd(
	event: End,
	parents: readonly string[],
): ReportLine | undefined {
	const { data } = event;
	const name = [...parents, data.name].join(" › ");
	if (data.skip !== undefined && data.skip !== false)
		return { kind: "skipped", name, why: reasonOf(data.skip, "skipped") };
	if (data.todo !== undefined && data.todo !== false)
		return { kind: "skipped", name, why: reasonOf(data.todo, "to do") };
	if (event.type === "test:pass")
		return data.details.type === "suite" ? undefined : { kind: "passed", name };
	const { error } = event.data.details;
	if (Reflect.get(error, "failureType") === "subtestsFailed") return undefined;
	return { kind: "failed", name, error: textOf(error) };
}

function reasonOf(value: string | boolean, otherwise: string): string {
	return typeof value === "string" && value !== "" ? value : otherwise;
}

// Node wraps what the test threw; the wrapper's own stack leads nowhere.
function textOf(error: Error): string {
	return inspect(error.cause ?? error, { depth: 6, breakLength: 120 });
}

// biome-ignore lint/style/noDefaultExport: Node takes a reporter from a module's default export.
export default eventReporter;
