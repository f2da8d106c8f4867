const mention = /\{\{\s*\.?BotName\s*\}\}[ \t]*/g;

/** A text of a message without the place where a chat platform puts its mention: here nobody else is spoken to. */
export function withoutMention(text: string): string {
	return text.replace(mention, "");
}

/** What choosing one option says. */
export function optionCommand(command: string, value: string): string {
	return `${command} ${value}`.trim();
}

/** What choosing several options says. */
export function optionsCommand(
	command: string,
	values: readonly string[],
): string {
	return `${command} ${values.join(",")}`.trim();
}

/** What a text input says: its text in quotes right behind the command, as in `--filter="no such"`. */
export function inputCommand(command: string, text: string): string {
	const quoted = text
		.replaceAll("\\", "\\\\")
		.replaceAll('"', '\\"')
		.replaceAll("\n", "\\n");
	return `${command}"${quoted}"`;
}

/** Where a command of a message goes: to the cluster the message came from, unless its own words say where. */
export function targetOf(
	command: string,
	cluster: string,
): readonly string[] | undefined {
	return /(?:^|\s)--(?:cluster|cluster-name|all-clusters)(?:[\s=]|$)/.test(
		wordsWithFlags(command),
	)
		? undefined
		: [cluster];
}

const quoted = /\\.|"(?:\\.|[^"\\])*"|'[^']*'/gs;

/** What the control plane looks for flags of ours in: neither what stands in quotes, as a typed text does, nor what follows a `--`. */
function wordsWithFlags(command: string): string {
	const [words = ""] = command.replace(quoted, '""').split(/\s--(?:\s|$)/, 1);
	return words;
}
