import { Option } from "commander";
import type { RunOptions } from "../run/run-options.ts";
import { type AddCommand, examples } from "./command.ts";

/** `qd run`: a command in one or many clusters. */
export const addRun: AddCommand = (program, context) => {
	program
		.command("run")
		.description("Run a command in one or more clusters, with your own rights")
		.passThroughOptions()
		.argument(
			"<words...>",
			"the command, as separate words or as one quoted line; may follow --",
		)
		.addOption(
			new Option(
				"-c, --cluster <names>",
				"clusters: names, globs (prod-*) or labels (region=eu), separated by commas",
			)
				.argParser(collect)
				.default([], "those of the channel"),
		)
		.option("-A, --all-clusters", "run in every cluster of the organisation")
		.option(
			"--channel <name>",
			"channel whose bindings and rights apply",
			context.environment.QD_CHANNEL ?? "general",
		)
		.option("--filter <text>", "print only lines that contain this text")
		.option(
			"--timeout <duration>",
			"cancel after this time, e.g. 90s, 5m or 1h30m (default: 60s)",
		)
		.option(
			"--stdin",
			"give standard input to the program; -f - does so by itself",
		)
		.option("--prefix", "print the cluster in front of each line")
		.option(
			"--merge",
			"print the tables of all clusters as one, with a CLUSTER column",
		)
		.addOption(
			new Option("-o, --output <format>", "output format")
				.choices(["text", "json", "jsonl"])
				.default("text"),
		)
		.addHelpText(
			"after",
			examples(
				"qd run --cluster eu,us -- kubectl get pods -n shop",
				"qd run -A --merge -- kubectl get deploy -n shop",
				"qd run -c 'prod-*' -- kubectl rollout status deploy/cart -n shop --timeout=30s",
				"qd run -c region=eu --filter Error -- kubectl logs deploy/cart -n shop",
				'qd run -c eu "k get pods -n shop --filter cart"',
				"qd run -c eu --channel ops -- kubectl apply -n shop -f - < cart.yaml",
				"qd run -c eu -- kubectl get pods -A -o json | jq '.items | length'",
				"qd run -A -o json -- kubectl get nodes | jq '.clusters[] | {cluster, state}'",
			),
		)
		.action(async (words: string[], options: RunOptions) => {
			const { runEverywhere } = await import("../run/run-everywhere.ts");
			process.exitCode = await runEverywhere({ words, ...options }, context);
		});
};

/** Commas separate clusters, except inside a selector's `in (a,b)`. */
function collect(text: string, before: readonly string[]): string[] {
	const names = text.split(/,(?![^(]*\))/).map((name) => name.trim());
	return [...before, ...names.filter((name) => name !== "")];
}
