import type { Message } from "@quarterdeck/contract";

/** Largest message that travels with the end of a run, as JSON. */
const maxMessageBytes = 262_144;

/**
 * A plugin's answer in the two forms a run has: text, which is output like any other (streamed, filtered, kept), and the rest
 * (sections, buttons, inputs), which only makes sense as a message.
 */
export function splitMessages(messages: readonly Message[]): {
	readonly text: string;
	readonly rest: Message | undefined;
} {
	const text = messages.map(textOf).filter(Boolean).join("\n");
	const rests = messages.map(restOf).filter((rest) => rest !== undefined);
	return { text, rest: bounded(joined(rests)) };
}

function textOf(message: Message): string {
	const { codeBlock, plaintext } = message.baseBody ?? {};
	return [plaintext, codeBlock].filter(Boolean).join("\n");
}

/** Undefined when the text was all. */
function restOf(message: Message): Message | undefined {
	const { baseBody: _, type, timestamp: __, ...rest } = message;
	const meaningful =
		(rest.sections?.length ?? 0) > 0 ||
		(rest.plaintextInputs?.length ?? 0) > 0 ||
		rest.onlyVisibleForYou === true ||
		rest.replaceOriginal === true ||
		type === "skipMessage";
	return meaningful ? { ...rest, ...(type ? { type } : {}) } : undefined;
}

/** Several messages become one with all their sections and inputs. */
function joined(messages: readonly Message[]): Message | undefined {
	const [first, ...others] = messages;
	if (!first || others.length === 0) return first;
	return {
		...first,
		sections: messages.flatMap((message) => message.sections ?? []),
		plaintextInputs: messages.flatMap(
			(message) => message.plaintextInputs ?? [],
		),
	};
}

function bounded(message: Message | undefined): Message | undefined {
	if (!message || Buffer.byteLength(JSON.stringify(message)) <= maxMessageBytes)
		return message;
	return {
		baseBody: {
			plaintext: "The plugin's answer is too large to display as a message.",
		},
	};
}
