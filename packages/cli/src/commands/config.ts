import { type Command, Option } from "commander";
import type { CommandContext } from "../command-context.ts";
import type { ImportOptions } from "../configuration/import/import-configuration.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type AddCommand, examples } from "./command.ts";
import { addReview } from "./config-review.ts";
import { listOutputOption, wholeNumber } from "./options.ts";

/** `qd config`: which plugins run, for whom, in which channel. */
export const addConfig: AddCommand = (program, context) => {
	const config = program
		.command("config")
		.description(
			"Manage the configuration: plugins, channels, aliases and rights",
		);
	addChanges(config, context);
	addImport(config, context);
	addReview(config, context);
	config
		.command("show")
		.description("Print the current configuration or an older version")
		.option(
			"--version <number>",
			"version to print (default: the current one)",
			wholeNumber(1, 2_147_483_647),
		)
		.addHelpText(
			"after",
			examples(
				"qd config show > quarterdeck.yaml",
				"qd config show --version 3",
			),
		)
		.action(async (options: { version?: number }) => {
			const { showConfiguration } = await import(
				"../configuration/show-configuration.ts"
			);
			await showConfiguration(options, context);
		});
	config
		.command("history")
		.description("List versions: who applied them, when and why")
		.option(
			"-n, --number <count>",
			"maximum number of versions",
			wholeNumber(1, 100),
			20,
		)
		.addOption(listOutputOption())
		.addHelpText(
			"after",
			examples("qd config history -n 5", "qd config history -o wide"),
		)
		.action(async (options: { number: number; output: ListOutput }) => {
			const { showHistory } = await import("../configuration/show-history.ts");
			await showHistory(options, context);
		});
};

function addImport(config: Command, context: CommandContext): void {
	config
		.command("import")
		.description(
			"Make a configuration of Botkube's Helm values or configuration files, and report what became of each key",
		)
		.argument(
			"<files...>",
			"values of Botkube's chart, alone or inside a chart, HelmRelease, HelmChart or Application, or its configuration files; several are merged as Helm merges values, the later over the earlier; - for standard input",
		)
		.option("-o, --output <file>", "write it to a new file instead")
		.option(
			"--with-chart-defaults",
			"put the default sources, executors, aliases and actions of Botkube's chart 1.14 below the files",
		)
		.option(
			"--env-file <file>",
			"also apply the BOTKUBE_… variables in a file of NAME=VALUE lines, over the files",
		)
		.option("--from-env", "also apply those of this environment")
		.addOption(
			new Option("--report <format>", "format of the report on standard error")
				.choices(["text", "json"])
				.default("text"),
		)
		.addHelpText(
			"after",
			examples(
				"qd config import values.yaml -o quarterdeck.yaml",
				"qd config import --with-chart-defaults values.yaml values-prod.yaml",
				"helm get values botkube -o yaml | qd config import -",
			),
		)
		.action(async (files: string[], options: ImportOptions) => {
			const { importConfiguration } = await import(
				"../configuration/import/import-configuration.ts"
			);
			process.exitCode = await importConfiguration(files, options, context);
		});
}

function addChanges(config: Command, context: CommandContext): void {
	config
		.command("validate")
		.description(
			"Check a file without applying it; prints each problem with its line",
		)
		.argument("<file>", "a YAML file, or - for standard input")
		.option(
			"--offline",
			"do not ask a control plane (default when nobody is signed in)",
		)
		.addHelpText(
			"after",
			examples(
				"qd config validate quarterdeck.yaml",
				"qd config validate --offline quarterdeck.yaml",
			),
		)
		.action(async (file: string, options: { offline?: boolean }) => {
			const { checkConfiguration } = await import(
				"../configuration/apply-configuration.ts"
			);
			process.exitCode = await checkConfiguration(file, options, context);
		});
	config
		.command("apply")
		.description(
			"Apply a file; agents use it within a second, without a restart; under settings.review, a change that widens rights waits for a second member",
		)
		.argument("<file>", "a YAML file, or - for standard input")
		.option(
			"--base <version>",
			"fail unless this is the current version",
			wholeNumber(0, 2_147_483_647),
		)
		.option("-m, --note <text>", "reason for the change, shown in the history")
		.addHelpText(
			"after",
			examples(
				'qd config apply quarterdeck.yaml -m "bind kubectl to #ops"',
				"qd config show | sed s/ops/dev/ | qd config apply -",
			),
		)
		.action(async (file: string, options: { base?: number; note?: string }) => {
			const { applyConfiguration } = await import(
				"../configuration/apply-configuration.ts"
			);
			process.exitCode = await applyConfiguration(file, options, context);
		});
}
