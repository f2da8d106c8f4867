import { Option } from "commander";
import type { ListOutput } from "../output/list-outputs.ts";
import type { AddSilenceOptions } from "../silence/add-silence.ts";
import { type AddCommand, examples } from "./command.ts";
import { listOutputOption } from "./options.ts";

/** `qd silence`: what channels are not told for a while. */
export const addSilenceCommands: AddCommand = (program, context) => {
	const silence = program
		.command("silence")
		.description("Keep events out of channels for a while");
	silence
		.command("add")
		.description(
			"Silence events that match every field that is given; patterns may contain * and ?",
		)
		.option("-c, --cluster <pattern>", "name of the cluster")
		.option("--namespace <pattern>", "namespace of the object")
		.option("--kind <pattern>", "kind of the object")
		.option("--name <pattern>", "name of the object")
		.option("--group <pattern>", "source group")
		.addOption(
			new Option("--level <level>", "level of the event").choices([
				"success",
				"info",
				"warning",
				"error",
			]),
		)
		.option("--text <text>", "part of the title, in either case")
		.requiredOption("--for <duration>", "how long: 30m, 2h, 1d; at most 30d")
		.requiredOption("--reason <text>", "why; everybody sees it")
		.addHelpText(
			"after",
			examples(
				'qd silence add --namespace shop --name "web-*" --for 2h --reason "Rolling out 1.4"',
				'qd silence add --cluster "*" --level info --for 1d --reason "Too much noise"',
			),
		)
		.action(async (options: AddSilenceOptions) => {
			const { addSilence } = await import("../silence/add-silence.ts");
			await addSilence(options, context);
		});
	silence
		.command("list")
		.alias("ls")
		.description("List active silences")
		.option("--all", "also those that ended in the last 30 days")
		.addOption(listOutputOption())
		.addHelpText(
			"after",
			examples("qd silence list", "qd silence list --all -o json"),
		)
		.action(async (options: { all?: boolean; output: ListOutput }) => {
			const { listSilences } = await import("../silence/list-silences.ts");
			await listSilences(options, context);
		});
	silence
		.command("end")
		.description("End a silence now")
		.argument("<id>", "id of the silence, see qd silence list")
		.addHelpText(
			"after",
			examples("qd silence end sil_01kbcd3s7vq3mb0e8m7q1v2x9c"),
		)
		.action(async (id: string) => {
			const { endSilenceDocument } = await import("../api/documents.ts");
			await context.api().ask(endSilenceDocument, { id });
			context.terminal.out(
				`Ended silence ${id}: channels are told again what it matched.\n`,
			);
		});
};
