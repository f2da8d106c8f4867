import { createCheckoutProgram } from "@quarterdeck/up/program";
import type { Command } from "commander";

/** Every verb of `qd` with its help, as the terminal shows it. */
export function cliPage(): string {
	const program = createCheckoutProgram({
		terminal: {
			out() {},
			heading() {},
			write: async () => {},
			isOnePicture: false,
			say() {},
			isInteractive: false,
			columns: 100,
			onInterrupt: () => () => {},
			readInputBytes: async () => new Uint8Array(),
			isTyped: false,
			askLine: async () => "",
			readSecret: async () => "",
		},
		environment: {},
		now: () => new Date(0),
		root: new URL("../..", import.meta.url).pathname,
		stateDir: ".quarterdeck",
		sessions: { login: "" },
		localSessions: { kept: "", ephemeral: "" },
		api() {
			throw new Error("help needs no control plane");
		},
	});
	return commandsBelow(program, "qd").map(section).join("\n");
}

interface Named {
	readonly name: string;
	readonly command: Command;
}

function commandsBelow(command: Command, name: string): Named[] {
	const below = command.commands.filter((one) => !one.name().startsWith("__"));
	return [
		{ name, command },
		...below.flatMap((one) => commandsBelow(one, `${name} ${one.name()}`)),
	];
}

function section({ name, command }: Named): string {
	let help = "";
	command.configureOutput({
		writeOut: (text) => {
			help += text;
		},
		getOutHelpWidth: () => 100,
	});
	command.outputHelp();
	return `## ${name}\n\n\`\`\`\n${help.trim()}\n\`\`\`\n`;
}
