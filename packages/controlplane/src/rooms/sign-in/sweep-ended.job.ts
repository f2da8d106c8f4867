import type { Clock, Log } from "@quarterdeck/runtime";
import type { SignIn } from "./sign-in.ts";

const everyMs = 3_600_000;

/**
 * Takes away what ended: from the start on, without keeping it waiting, and again every hour. A failing sweep is logged; the next one
 * comes.
 */
export function startSweepingEnded(deps: {
	readonly signIn: Pick<SignIn, "sweepEnded">;
	readonly clock: Clock;
	readonly log: Log;
}): { stop(): Promise<void> } {
	let sweeping: Promise<void> | undefined;
	function sweep(): void {
		sweeping ??= sweepOnce(deps).finally(() => {
			sweeping = undefined;
		});
	}
	sweep();
	const timer = deps.clock.every(everyMs, sweep);
	return {
		async stop() {
			timer.cancel();
			await sweeping;
		},
	};
}

async function sweepOnce({
	signIn,
	log,
}: Pick<Parameters<typeof startSweepingEnded>[0], "signIn" | "log">) {
	try {
		const count = await signIn.sweepEnded();
		if (count > 0) log.debug("what had ended was taken away", { count });
	} catch (error) {
		log.warn("what has ended could not be taken away", { error });
	}
}
