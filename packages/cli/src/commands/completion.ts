import { Argument, type Command } from "commander";
import { commandAt } from "../command-at.ts";
import { type AddCommand, examples } from "./command.ts";

/** `qd completion`: a script for the shell; what it offers is asked from `qd __complete` at each Tab. */
export const addCompletion: AddCommand = (program, context) => {
	program
		.command("completion")
		.description("Print a completion script for your shell")
		.addArgument(
			new Argument("<shell>", "shell to complete for").choices(
				Object.keys(scripts),
			),
		)
		.addHelpText(
			"after",
			examples(
				"source <(qd completion bash)",
				"qd completion zsh > ~/.zfunc/_qd",
				"qd completion fish > ~/.config/fish/completions/qd.fish",
			),
		)
		.action((shell: keyof typeof scripts) =>
			context.terminal.out(scripts[shell]),
		);
	program
		.command("__complete", { hidden: true })
		.argument("[words...]")
		.allowUnknownOption()
		.helpOption(false)
		.action(async (words: string[]) => {
			const last = words.at(-1) ?? "";
			// Clusters may be given as a list: its last name is the one being typed.
			const given = wantsClusters(words)
				? last.slice(0, last.lastIndexOf(",") + 1)
				: "";
			const offers = wantsClusters(words)
				? (await clusterNames(context)).map((name) => given + name)
				: offersFor(program, words);
			context.terminal.out(
				offers
					.filter((word) => word.startsWith(last))
					.map((word) => `${word}\n`)
					.join(""),
			);
		});
};

/** Commands, flags and known values that may follow the words; the last word is the one being typed. */
export function offersFor(
	program: Command,
	words: readonly string[],
): string[] {
	if (words.slice(0, -1).includes("--")) return [];
	const at = commandAt(program, words.slice(0, -1));
	const flag = at.options.find(({ long, short }) =>
		[long, short].includes(words.at(-2) ?? ""),
	);
	if (flag?.required) return [...(flag.argChoices ?? [])];
	const verbs = at.commands
		.map((command) => command.name())
		.filter((name) => !name.startsWith("__"));
	const flags = at.options.flatMap(({ long }) => (long ? [long] : []));
	const values = at.registeredArguments[0]?.argChoices ?? [];
	return [...verbs, ...values, ...flags, "--help"].toSorted();
}

/** Verbs of `qd cluster` whose word is a cluster that exists. */
const clusterVerbs = ["show", "remove", "rm", "rotate", "revoke"];

function wantsClusters(words: readonly string[]): boolean {
	const before = words.at(-2) ?? "";
	const isFlag = ["--cluster", "-c"].includes(before);
	const isVerb = words.length === 3 && words[0] === "cluster";
	return isFlag || (isVerb && clusterVerbs.includes(before));
}

async function clusterNames(
	context: Parameters<AddCommand>[1],
): Promise<string[]> {
	const { everyCluster } = await import("../cluster/list-clusters.ts");
	try {
		return (await Array.fromAsync(everyCluster(context.api()))).map(
			({ name }) => name,
		);
	} catch {
		// Somebody pressed Tab: without a control plane there is nothing to offer, and an error would tear their line.
		return [];
	}
}

const scripts = {
	bash: `# bash completion for qd
_qd() {
	local IFS=$'\\n'
	COMPREPLY=($(qd __complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _qd qd
`,
	zsh: `#compdef qd
_qd() {
	local -a offers
	offers=(\${(f)"$(qd __complete -- "\${words[@]:1:$((CURRENT - 1))}" 2>/dev/null)"})
	compadd -a offers
}
compdef _qd qd
`,
	fish: `# fish completion for qd
complete -c qd -f -a '(qd __complete -- (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`,
} as const;
