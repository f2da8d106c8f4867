import type { Message, RunEnd } from "@quarterdeck/contract";

/** Largest message that is kept with a run: bytes of its JSON. */
const maxMessageBytes = 65_536;

/** What a plugin answered beside its output, when it is not larger than is kept; `isDropped` when it was. */
export function boundedMessage(end: RunEnd | undefined): {
	readonly message: Message | undefined;
	readonly isDropped: boolean;
} {
	const message = end?.message;
	if (!message) return { message: undefined, isDropped: false };
	const isDropped =
		Buffer.byteLength(JSON.stringify(message)) > maxMessageBytes;
	return { message: isDropped ? undefined : message, isDropped };
}
