import { AppError, type Message, type RunId } from "@quarterdeck/contract";
import { type ApiContext, callerOf, requireSignedIn } from "./api-context.ts";

/** Most messages one answer holds: each may have 64 KiB. */
const maxMessages = 200;

interface Batch {
	readonly runIds: RunId[];
	readonly messages: Promise<ReadonlyMap<RunId, Message>>;
}

const batches = new WeakMap<ApiContext, Batch>();

/** The message of a run; those asked for in the same turn of one request are read together. @throws AppError INPUT_INVALID for too many. */
export async function readRunMessage(
	context: ApiContext,
	runId: RunId,
): Promise<Message | null> {
	const batch = batches.get(context) ?? begin(context);
	batch.runIds.push(runId);
	return (await batch.messages).get(runId) ?? null;
}

function begin(context: ApiContext): Batch {
	const caller = callerOf(requireSignedIn(context));
	const runIds: RunId[] = [];
	const read = async () => {
		batches.delete(context);
		if (runIds.length > maxMessages)
			throw new AppError("INPUT_INVALID", {
				field: "message",
				reason: `more than ${maxMessages} messages are asked for at once; ask for fewer commands`,
			});
		return context.deps.commands.findMessages(caller, runIds);
	};
	// Behind the fields of this turn, so that all of them are in it.
	const messages = new Promise<void>((resolve) => {
		setImmediate(resolve);
	}).then(read);
	const batch = { runIds, messages };
	batches.set(context, batch);
	return batch;
}
