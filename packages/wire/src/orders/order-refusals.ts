import { AppError } from "@quarterdeck/contract";
import { encodeJson, maxPayloadBytes } from "../codec.ts";
import type { DropReason } from "../meter.ts";

/** An end as the payload of its part. @throws AppError INPUT_TOO_LARGE when it does not fit into a message. */
export function encodeEnd(end: unknown): Uint8Array {
	const bytes = encodeJson(end);
	if (bytes.length <= maxPayloadBytes) return bytes;
	throw new AppError("INPUT_TOO_LARGE", {
		what: "The end of the answer",
		limit: maxPayloadBytes,
		hint: "",
	});
}

/** The correlation was used before. */
export function repeated(correlation: string): AppError {
	return new AppError("COMMAND_REPEATED", { command: correlation });
}

/** The order cannot be read, or not by this build. */
export function unreadable(
	name: string,
	problem: DropReason | undefined,
): AppError {
	const field = `order ${name}`;
	const reason =
		problem === "protocol"
			? "it is of another protocol version"
			: "the agent cannot read it; one of the two may need an update";
	return new AppError("INPUT_INVALID", { field, reason });
}
