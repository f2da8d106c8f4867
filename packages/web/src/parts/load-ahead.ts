import { isAwayStatus, unreachable } from "../data/api-failure.ts";

/*
 * A page's code is a file of its own. All of them are fetched while the browser has nothing else to do, so that every page opens
 * also while the control plane is away.
 */

/** The page that is opened first comes before all others. */
const settleMs = 3000;

const loads: (() => Promise<unknown>)[] = [];

/**
 * A page's loader, which `loadAhead` runs too. Where the control plane does not answer it rejects with an ApiFailure, which the
 * page's place shows; where it does, the file is of a build that is gone, and the router loads the whole application anew.
 */
export function ahead<Module>(
	load: () => Promise<Module>,
): () => Promise<Module> {
	const loadOrSay = () =>
		load().catch(async (error: unknown) => {
			throw (await answers()) ? error : unreachable();
		});
	loads.push(load);
	return loadOrSay;
}

/** Loads every page's code, and that of their parts, one after the other, whenever the browser is idle. What fails is loaded when its page is opened. */
export function loadAhead(): void {
	let done = 0;
	const next = () => {
		// What a page brings parts of its own is known when the page is there: the list grows.
		const load = loads[done++];
		if (!load) return;
		onceIdle(() => void load().then(next, next));
	};
	setTimeout(next, settleMs);
}

async function answers(): Promise<boolean> {
	const response = await fetch("/session").catch(() => undefined);
	return response !== undefined && !isAwayStatus(response.status);
}

/** Not every browser tells when it is idle. */
function onceIdle(act: () => void): void {
	if ("requestIdleCallback" in globalThis)
		requestIdleCallback(act, { timeout: 5000 });
	else setTimeout(act, 200);
}
