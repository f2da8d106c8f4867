import { isDeepStrictEqual } from "node:util";
import { readTemplate } from "@quarterdeck/contract/template";
import { type Command, parseCommand } from "../commands/index.ts";

type Aliases = Parameters<typeof parseCommand>[1];

/** A command as an action says it, or why it says none. */
export type RenderedCommand =
	| { readonly kind: "made"; readonly text: string }
	| { readonly kind: "failed"; readonly reason: string };

/** UTF-8 bytes of a command. */
const maxBytes = 8192;

/**
 * Makes the command of an action for one event: the template over `.Event`, as text. Values of the event are inserted as they are, and
 * may be one word or a part of one, never more: if they brought words or flags of their own, somebody who names an object would
 * write the command. So it is made again with harmless values in the place of such as could, and refused when the two do not have the same shape.
 */
export function renderCommand(
	template: string,
	event: unknown,
	aliases: Aliases,
): RenderedCommand {
	try {
		const read = readTemplate(template);
		const text = read.render({ Event: event }).trim();
		if (text === "") return failed("the template renders to nothing");
		const bytes = Buffer.byteLength(text);
		if (bytes > maxBytes)
			return failed(`the command has ${bytes} bytes, more than ${maxBytes}`);
		const said = parseCommand(text, aliases);
		const meant = meantBy(read.render({ Event: harmless(event) }), aliases);
		return meant && hasShapeOf(said, meant)
			? { kind: "made", text }
			: failed(
					"a value of the event would add words or flags to the command; put the value in double quotes in the template, and mind that it may not begin with - or contain quotes",
				);
	} catch (error) {
		return failed(error instanceof Error ? error.message : String(error));
	}
}

function failed(reason: string): RenderedCommand {
	return { kind: "failed", reason: reason.slice(0, 500) };
}

function meantBy(text: string, aliases: Aliases): Command | undefined {
	try {
		return parseCommand(text.trim(), aliases);
	} catch {
		// Not readable with harmless values: the event's own values hold the command together.
		return undefined;
	}
}

function hasShapeOf(said: Command, meant: Command): boolean {
	return (
		said.words.length === meant.words.length &&
		said.words.every((word, i) => flagOf(word) === flagOf(meant.words[i])) &&
		isDeepStrictEqual(said.targets, meant.targets) &&
		said.timeoutSeconds === meant.timeoutSeconds &&
		(said.filter === undefined) === (meant.filter === undefined)
	);
}

/** The flag that a word is, without its value. */
function flagOf(word = ""): string | undefined {
	return word.startsWith("-") ? word.split("=", 1)[0] : undefined;
}

/** The event with every character replaced that means something to whoever splits a line; other values stay, so templates decide alike. */
function harmless(value: unknown): unknown {
	if (typeof value === "string") return harmlessText(value);
	if (Array.isArray(value)) return value.map(harmless);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [
			harmlessText(key),
			harmless(member),
		]),
	);
}

function harmlessText(text: string): string {
	return text.replace(/^-+/, "x").replace(/[^\w.,/:@%+=-]/gu, "x");
}
