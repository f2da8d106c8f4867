import { AppError } from "@quarterdeck/contract";
import { type ApiContext, requireSignedIn } from "./api-context.ts";

/** A machine token that ended is noticed within this time. */
const lookEveryMs = 5000;

/**
 * Passes events on while what proved the request is valid: session, token or membership. When it is ended, on whichever
 * replica, the stream ends with NOT_SIGNED_IN, so that a client does not take it for the end of the story.
 *
 * @throws AppError SUBSCRIPTIONS_TOO_MANY.
 */
export function whileSignedIn<T>(
	context: ApiContext,
	events: AsyncIterableIterator<T>,
): AsyncIterableIterator<T> {
	const ended = Promise.withResolvers<never>();
	// Awaited only while a value is awaited: without this an ending in between would go uncaught.
	ended.promise.catch(() => {});
	const release = takePlace(context, events);
	const onEnded = () => ended.reject(new AppError("NOT_SIGNED_IN", {}));
	const unwatch = watch(context, onEnded);
	// Who was let go after being asked and before being watched.
	endUnlessThere(context, onEnded);

	async function leave(): Promise<void> {
		unwatch();
		release();
		await events.return?.();
	}
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			try {
				const result = await Promise.race([ended.promise, events.next()]);
				if (result.done) {
					unwatch();
					release();
				}
				return result;
			} catch (error) {
				await leave();
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
	const timer = deps.clock.every(lookEveryMs, () =>
		endUnlessThere(context, onEnded),
	);
	return () => timer.cancel();
}

/** When it cannot be asked nothing ends: an outage ends no stream. */
function endUnlessThere(context: ApiContext, onEnded: () => void): void {
	context.askAgain().then(
		({ signedIn, machine }) => signedIn || machine || onEnded(),
		(thrown) => {
			const isGone =
				thrown instanceof AppError && thrown.code === "ORGANISATION_UNKNOWN";
			if (isGone) onEnded();
		},
	);
}
