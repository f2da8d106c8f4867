import type { Facts, Log } from "@quarterdeck/runtime";
import type { KnownSecrets } from "../rooms/configuration/index.ts";

/** A log of what plugins write and why they end: none of it holds a secret that a plugin was given. */
export function hidingLog(log: Log, known: KnownSecrets): Log {
	const hidden = (facts: Facts | undefined): Facts => {
		const { hider } = known;
		const entries = Object.entries(facts ?? {}).map(
			([name, value]: [string, unknown]) => [
				name,
				value instanceof Error
					? hiddenError(value, hider.text)
					: hider.value(value),
			],
		);
		return Object.fromEntries(entries);
	};
	return {
		debug: (message, facts) => log.debug(message, hidden(facts)),
		info: (message, facts) => log.info(message, hidden(facts)),
		warn: (message, facts) => log.warn(message, hidden(facts)),
		error: (message, facts) => log.error(message, hidden(facts)),
		child: (facts) => hidingLog(log.child(hidden(facts)), known),
	};
}

function hiddenError(error: Error, hide: (text: string) => string): Error {
	const { cause, message, name, stack } = error;
	const hidden = new Error(hide(message), {
		cause: cause instanceof Error ? hiddenError(cause, hide) : undefined,
	});
	hidden.name = name;
	if (stack !== undefined) hidden.stack = hide(stack);
	return hidden;
}
