import { readFileSync } from "node:fs";

interface TracedSpan {
	readonly trace: string;
	readonly name: string;
	readonly start: number;
	readonly ms: number;
}

/** What each step of a command took, in the order in which they come; all on the clock of one machine. */
const stages = [
	["API: read, authenticate, parse", (of) => of("api").ms],
	["decide", (of) => of("decide").ms],
	["record", (of) => of("record").ms],
	["bus: order to the agent", (of) => of("run").start - of("order").start],
	[
		"agent: identity, plugin process",
		(of) => of("plugin").start - of("run").start,
	],
	["agent to plugin", (of) => of("spawn").start - of("plugin").start],
	["spawn", (of) => of("spawn").ms],
	["kubectl and the gate", (of) => of("program").ms],
	["plugin to agent", (of) => endOf(of("plugin")) - endOf(of("program"))],
	["agent: send what is left", (of) => endOf(of("run")) - endOf(of("plugin"))],
	[
		"bus: end to the control plane",
		(of) => endOf(of("order")) - endOf(of("run")),
	],
	["collect", (of) => of("collect").ms],
	["close", (of) => of("close").ms],
	["all of them, and what lies between", (of) => of("command").ms],
] as const satisfies readonly (readonly [
	string,
	(of: (name: string) => TracedSpan) => number,
])[];

/**
 * The median of each step over the last `count` commands in the trace files, as lines of text.
 * @throws Error when fewer commands left a whole trace.
 */
export function describeStages(
	files: readonly string[],
	count: number,
): readonly string[] {
	const spans = files.flatMap((file) =>
		readFileSync(file, "utf8")
			.trimEnd()
			.split("\n")
			.map((line) => JSON.parse(line) as TracedSpan),
	);
	const commands = [...Map.groupBy(spans, ({ trace }) => trace).values()]
		.filter((of) => of.some(({ name }) => name === "command"))
		.slice(-count);
	if (commands.length < count)
		throw new Error(`${commands.length} of ${count} commands were traced`);
	const finders = commands.map((of) => finderIn(of));
	return stages.map(([name, take]) => {
		const taken = finders.map(take).sort((a, b) => a - b);
		const median = taken[Math.floor(taken.length / 2)] ?? Number.NaN;
		return `${name.padEnd(36)}${median.toFixed(2).padStart(8)} ms`;
	});
}

function finderIn(spans: readonly TracedSpan[]): (name: string) => TracedSpan {
	return (name) => {
		const found = spans.find((span) => span.name === name);
		if (!found) throw new Error(`a command left no span ${name}`);
		return found;
	};
}

function endOf({ start, ms }: TracedSpan): number {
	return start + ms;
}
