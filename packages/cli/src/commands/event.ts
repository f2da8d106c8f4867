import { Option } from "commander";
import type { EventOptions } from "../event/list-events.ts";
import { type AddCommand, examples } from "./command.ts";
import { instant, listOutputOption, repeated, wholeNumber } from "./options.ts";

/** `qd event`: what sources report of the clusters. */
export const addEvent: AddCommand = (program, context) => {
	const event = program
		.command("event")
		.description("Show what sources report of the clusters");
	const several = (flags: string, description: string) =>
		new Option(flags, `${description}; can be repeated`)
			.argParser(repeated)
			.default([], "any");
	event
		.command("list")
		.alias("ls")
		.description("List events, latest first")
		.option(
			"-n, --number <count>",
			"maximum number of events",
			wholeNumber(1, 100_000),
			30,
		)
		.option("-f, --follow", "print those that come from now on, too")
		.addOption(several("-c, --cluster <name>", "only events of this cluster"))
		.addOption(several("--namespace <name>", "only events in this namespace"))
		.addOption(
			several("--kind <kind>", "only events about objects such as Pod"),
		)
		.addOption(several("--name <name>", "only events about this object"))
		.addOption(several("--group <name>", "only events of this source group"))
		.addOption(several("--level <level>", "success, info, warning or error"))
		.option("--text <words>", "only events that contain all of these words")
		.option(
			"--since <time>",
			"only events at or after this time: 90m, 1h or 2d ago, today, yesterday, 2026-11-22 or 2026-11-22T10:00:00Z (days are UTC)",
			instant(context.now),
		)
		.option(
			"--until <time>",
			"only events before this time, written in the same ways",
			instant(context.now),
		)
		.addOption(
			listOutputOption(
				"output format; json prints every event on a line, wide adds columns and cuts nothing",
			),
		)
		.addHelpText(
			"after",
			examples(
				"qd event list --level error --since 1h",
				"qd event list --cluster prod-eu --follow",
				"qd event list --text backoff -o json | jq .object",
			),
		)
		.action(async (options: EventOptions) => {
			const { listEvents } = await import("../event/list-events.ts");
			await listEvents(options, context);
		});
};
