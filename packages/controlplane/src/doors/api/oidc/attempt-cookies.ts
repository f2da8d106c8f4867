import { createHash } from "node:crypto";
import type { Clock } from "@quarterdeck/runtime";
import { readCookies } from "../sign-in/read-cookies.ts";
import {
	type KeptAttempt,
	openAttempt,
	sealAttempt,
} from "./sealed-attempt.ts";

/** How long somebody may take at the provider. */
export const attemptSeconds = 600;
/** As many tabs may sign in at the same time; the one that was begun first gives way. */
const keptAttempts = 3;
/** More cookies of this kind were not made by us. */
const readAttempts = 16;

/*
 * Over https the names begin with __Host-, which asks for Path=/: a neighbour under the same domain could otherwise plant an attempt of
 * their own, and sign the browser in as somebody else.
 */

/** The sign-ins that were begun in a browser and are not finished: one sealed cookie for each, so that two tabs do not get in each other's way. */
export interface AttemptCookies {
	/** What to set for one more. */
	keep(header: string | undefined, attempt: KeptAttempt): readonly string[];
	/** The attempt of a state if it was begun in this browser and in time, and what to set so that it works once. */
	take(
		header: string | undefined,
		state: string,
	): {
		readonly attempt: KeptAttempt | undefined;
		readonly set: readonly string[];
	};
}

export function createAttemptCookies(deps: {
	readonly key: Uint8Array;
	readonly clock: Clock;
	readonly isSecure: boolean;
}): AttemptCookies {
	const { key, clock, isSecure } = deps;
	const prefix = `${isSecure ? "__Host-" : ""}quarterdeck-sign-in-`;
	const nameOf = (state: string) =>
		prefix + createHash("sha256").update(state).digest("hex").slice(0, 16);
	const flags = `Path=/; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
	const drop = (name: string) => `${name}=; ${flags}; Max-Age=0`;

	function isInTime({ begunAtMs }: KeptAttempt): boolean {
		const ageMs = clock.now().getTime() - begunAtMs;
		return ageMs >= -60_000 && ageMs < attemptSeconds * 1000;
	}
	return {
		keep(header, attempt) {
			const there = [...readCookies(header)]
				.filter(([name]) => name.startsWith(prefix))
				.slice(0, readAttempts)
				.map(([name, value]) => ({
					name,
					begunAtMs: openAttempt(key, value)?.begunAtMs ?? 0,
				}))
				.sort((a, b) => b.begunAtMs - a.begunAtMs);
			const surplus = there.slice(keptAttempts - 1);
			return [
				...surplus.map(({ name }) => drop(name)),
				`${nameOf(attempt.state)}=${sealAttempt(key, attempt)}; ${flags}; Max-Age=${attemptSeconds}`,
			];
		},
		take(header, state) {
			const name = nameOf(state);
			const value = readCookies(header).get(name);
			if (value === undefined) return { attempt: undefined, set: [] };
			const attempt = openAttempt(key, value);
			const isRight = attempt?.state === state && isInTime(attempt);
			return { attempt: isRight ? attempt : undefined, set: [drop(name)] };
		},
	};
}
