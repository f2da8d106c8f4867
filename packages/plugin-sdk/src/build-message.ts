import type { Message } from "@quarterdeck/contract";

type Section = NonNullable<Message["sections"]>[number];
type Button = NonNullable<Section["buttons"]>[number];

/** A message of running text. */
export function plaintext(text: string): Message {
	return { baseBody: { plaintext: text } };
}

/** A message of text whose columns and line ends count. */
export function codeBlock(text: string): Message {
	return { baseBody: { codeBlock: text } };
}

/** A message of sections, in order. */
export function sections(...parts: readonly Section[]): Message {
	return { sections: [...parts] };
}

/** A button that says a command, the plugin's name first, in the name of whoever clicks it. */
export function commandButton(
	name: string,
	command: string,
	style: "" | "primary" | "danger" = "",
): Button {
	// Platforms replace the mark by the bot's own name (docs/architecture/botkube-compatibility.md#message-format).
	return { name, command: `{{BotName}} ${command}`, style };
}

/** A button that opens an address. */
export function linkButton(name: string, url: string): Button {
	return { name, url };
}
