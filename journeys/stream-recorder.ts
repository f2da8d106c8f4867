import type { ApiClient } from "@quarterdeck/cli/api";
import { until } from "@quarterdeck/testkit";

/** Follows a stream to its end and keeps what it received. */
export interface StreamRecorder<T> {
	readonly heard: readonly T[];
	/** How it ended: with the error, or undefined when the server completed it; absent while it goes on. */
	readonly end: { readonly error: unknown; readonly atMs: number } | undefined;
	/** Waits until an event matches, and returns it. @throws Error when none does in time. */
	waitFor(
		what: string,
		matches: (one: T) => boolean,
		withinMs?: number,
	): Promise<NonNullable<T>>;
}

/** Starts to follow at once. `atMs` is of `performance.now()`. */
export function recordStream<T>(stream: AsyncIterable<T>): StreamRecorder<T> {
	const heard: T[] = [];
	let end: StreamRecorder<T>["end"];
	async function hear(): Promise<void> {
		for await (const one of stream) heard.push(one);
	}
	hear().then(
		() => {
			end = { error: undefined, atMs: performance.now() };
		},
		(error: unknown) => {
			end = { error, atMs: performance.now() };
		},
	);
	return {
		heard,
		get end() {
			return end;
		},
		waitFor: (what, matches, withinMs = 15_000) =>
			until(() => heard.find(matches), { what: `${what} is heard`, withinMs }),
	};
}

/** Makes changes until the recorder has received something: from then on it is known to be subscribed. */
export async function untilSubscribed(
	recorder: StreamRecorder<unknown>,
	api: ApiClient,
): Promise<void> {
	await until(
		async () => {
			if (recorder.heard.length > 0) return true;
			await api.ask(
				`mutation ($name: String!) { renameOrganisation(name: $name) { id } }`,
				{ name: `test ${Math.random()}` },
			);
			return false;
		},
		{ what: "a subscription speaks" },
	);
}
