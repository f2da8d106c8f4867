import type {
	CommandCounts,
	commandStates,
	RunDurations,
	SlowestRuns,
} from "../../../rooms/commands/index.ts";
import { callerOf, requireSignedIn } from "../api-context.ts";
import { builder } from "./builder.ts";
import { commandStateRef } from "./command.ts";

const countRef = builder
	.objectRef<{
		readonly state: (typeof commandStates)[number];
		readonly count: number;
	}>("CommandCount")
	.implement({
		fields: (t) => ({
			state: t.expose("state", { type: commandStateRef }),
			count: t.exposeInt("count"),
		}),
	});

interface Stretch {
	readonly from: Date;
	readonly counts: CommandCounts["counts"];
}

const stretchRef = builder.objectRef<Stretch>("CommandStretch").implement({
	description: "The commands that began in a stretch of time.",
	fields: (t) => ({
		from: t.expose("from", { type: "DateTime" }),
		counts: t.field({
			type: [countRef],
			description: "By state; a state without any is left out.",
			resolve: ({ counts }) => [...counts],
		}),
	}),
});

interface Figures {
	readonly countedFrom: Date | undefined;
	readonly stretches: readonly Stretch[];
}

const figuresRef = builder.objectRef<Figures>("CommandFigures").implement({
	fields: (t) => ({
		countedFrom: t.field({
			type: "DateTime",
			nullable: true,
			description:
				"Present if there were too many commands to count: those that began before it are left out.",
			resolve: ({ countedFrom }) => countedFrom ?? null,
		}),
		stretches: t.field({
			type: [stretchRef],
			resolve: ({ stretches }) => [...stretches],
		}),
	}),
});

builder.queryField("commandFigures", (t) =>
	t.field({
		type: figuresRef,
		description:
			"How many commands that you may read began in each of so many equal stretches of a time of at most eight days. The newest 20,000 commands are counted.",
		args: {
			since: t.arg({ type: "DateTime", required: true }),
			until: t.arg({ type: "DateTime", required: true }),
			stretches: t.arg.int({
				required: true,
				description: "1 to 200.",
			}),
		},
		async resolve(_root, { since, until, stretches }, context) {
			const caller = callerOf(requireSignedIn(context));
			const { counts, countedFrom } = await context.deps.commands.count(
				caller,
				{ from: since, before: until },
				stretches,
			);
			const lengthMs = (until.getTime() - since.getTime()) / stretches;
			const byStretch = Map.groupBy(counts, (one) => one.stretch);
			return {
				countedFrom,
				stretches: Array.from({ length: stretches }, (_, at) => ({
					from: new Date(since.getTime() + at * lengthMs),
					counts: byStretch.get(at) ?? [],
				})),
			};
		},
	}),
);

const durationsRef = builder.objectRef<RunDurations>("RunDurations").implement({
	description: "How long runs took.",
	fields: (t) => ({
		name: t.exposeString("name", {
			description: "A cluster's name, or the first words of a command.",
		}),
		runs: t.exposeInt("runs", { description: "Number of runs." }),
		p50Ms: t.exposeFloat("p50Ms", { description: "The median." }),
		p95Ms: t.exposeFloat("p95Ms", {
			description: "95 of 100 runs took no longer.",
		}),
	}),
});

const slowestRef = builder.objectRef<SlowestRuns>("SlowestRuns").implement({
	fields: (t) => ({
		clusters: t.field({
			type: [durationsRef],
			resolve: ({ clusters }) => [...clusters],
		}),
		commands: t.field({
			type: [durationsRef],
			resolve: ({ commands }) => [...commands],
		}),
	}),
});

builder.queryField("slowestRuns", (t) =>
	t.field({
		type: slowestRef,
		description:
			"The eight clusters and the eight commands whose runs took longest in a time of at most eight days, the slowest first. The newest 10,000 runs of commands that you may read are measured.",
		args: {
			since: t.arg({ type: "DateTime", required: true }),
			until: t.arg({ type: "DateTime", required: true }),
		},
		async resolve(_root, { since, until }, context) {
			const caller = callerOf(requireSignedIn(context));
			return context.deps.commands.slowest(caller, {
				from: since,
				before: until,
			});
		},
	}),
);
