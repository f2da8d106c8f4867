import { type Message, messageSchema } from "@quarterdeck/contract";
import { PluginFailure } from "./plugin-failure.ts";

/**
 * The message in a plugin's answer; undefined when it sent none.
 *
 * @throws {PluginFailure} malformed.
 */
export function parseMessage(bytes: Uint8Array): Message | undefined {
	if (bytes.length === 0) return undefined;
	const parsed = messageSchema.safeParse(readJson(bytes));
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw malformed(
		`${issue?.path.join(".") || "the message"}: ${issue?.message}`,
	);
}

function readJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch (cause) {
		throw malformed("it is no JSON", cause);
	}
}

function malformed(reason: string, cause?: unknown): PluginFailure {
	return new PluginFailure(
		"malformed",
		`The plugin answered with a message that cannot be read: ${reason}.`,
		{ cause },
	);
}
