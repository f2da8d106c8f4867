import type { ApiClient } from "@quarterdeck/cli/api";
import { until } from "@quarterdeck/testkit";

/** Hears a stream to its end and keeps what was said. */
export interface Ear<T> {
	readonly heard: readonly T[];
	/** How it ended: with the error, or undefined when the server completed it; absent while it goes on. */
	readonly end: { readonly error: unknown; readonly atMs: number } | undefined;
	/** Waits until one is heard that matches, and answers it. @throws Error in vain, or when the stream ended without. */
	hears(
		what: string,
		matches: (one: T) => boolean,
		withinMs?: number,
	): Promise<NonNullable<T>>;
}

/** Begins to listen at once. `atMs` is of `performance.now()`. */
export function listen<T>(stream: AsyncIterable<T>): Ear<T> {
	const heard: T[] = [];
	let end: Ear<T>["end"];
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
		hears: (what, matches, withinMs = 15_000) =>
			until(() => heard.find(matches), { what: `${what} is heard`, withinMs }),
	};
}

/** Has records made until the listener has heard something: from then on it is known to listen. */
export async function untilItHears(
	ear: Ear<unknown>,
	api: ApiClient,
): Promise<void> {
	await until(
		async () => {
			if (ear.heard.length > 0) return true;
			await api.ask(
				`mutation ($name: String!) { renameOrganisation(name: $name) { id } }`,
				{ name: `test ${Math.random()}` },
			);
			return false;
		},
		{ what: "a subscription speaks", withinMs: 15_000 },
	);
}
