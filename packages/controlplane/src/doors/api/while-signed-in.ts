import { AppError } from "@quarterdeck/contract";
import { createEarlyEnd } from "@quarterdeck/runtime";
import { type ApiContext, requireSignedIn } from "./api-context.ts";

/** After the end of a proof, a client that does not take what is left of its stream is cut off. */
const cutAfterMs = 2000;

/**
 * Passes events on while what proved the request is valid: session, token or membership. When it is ended, on whichever
 * replica, the stream ends with NOT_SIGNED_IN, so that a client does not take it for the end of the story. It ends also for a client that
 * has stopped reading and for a source that is waiting for its next event.
 *
 * @throws AppError SUBSCRIPTIONS_TOO_MANY.
 */
export function whileSignedIn<T>(
	context: ApiContext,
	events: AsyncIterableIterator<T>,
): AsyncIterableIterator<T> {
	const end = createEarlyEnd();
	const release = takePlace(context, events);
	const onEnded = () => {
		end.come(new AppError("NOT_SIGNED_IN", {}));
		// Nobody asks for a next event while the client does not read: then the place is given back here.
		release();
		context.deps.clock.after(cutAfterMs, () => context.cut?.());
	};
	const unwatch = watch(context, onEnded);
	// Who was let go after being asked and before being watched. When it cannot be asked nothing ends: an outage ends no stream.
	endUnlessThere(context, onEnded).catch(() => {});

	async function leave(): Promise<void> {
		unwatch();
		release();
		await events.return?.();
	}
	/** A generator that waits for its next event returns only after it: the client is told before. */
	function leaveSoon(): void {
		leave().catch(() => {});
	}
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			try {
				const result = await end.before(events.next());
				if (result.done) {
					unwatch();
					release();
				}
				return result;
			} catch (error) {
				leaveSoon();
				throw error;
			}
		},
		async return() {
			await leave();
			return { done: true, value: undefined };
		},
	};
}

function takePlace(
	context: ApiContext,
	events: AsyncIterableIterator<unknown>,
): () => void {
	const { machine, deps } = context;
	try {
		return deps.subscriptions.take(
			machine?.tokenId ?? requireSignedIn(context).account.id,
		);
	} catch (error) {
		Promise.resolve(events.return?.()).catch(() => {});
		throw error;
	}
}

/** People are watched by the sign-in room; a machine token is looked at now and then. */
function watch(context: ApiContext, onEnded: () => void): () => void {
	const { deps, signedIn } = context;
	if (signedIn) return deps.signIn.watchEnd(signedIn, onEnded);
	return deps.watchedMachines.watch(() => endUnlessThere(context, onEnded));
}

/** @throws what the store throws: then nothing is known of the proof, and nothing ends. */
async function endUnlessThere(
	context: ApiContext,
	onEnded: () => void,
): Promise<void> {
	try {
		const { signedIn, machine } = await context.askAgain();
		if (!signedIn && !machine) onEnded();
	} catch (error) {
		const isGone =
			error instanceof AppError && error.code === "ORGANISATION_UNKNOWN";
		if (!isGone) throw error;
		onEnded();
	}
}
