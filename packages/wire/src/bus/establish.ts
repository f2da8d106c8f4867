import { AppError } from "@quarterdeck/contract";
import type { Clock, Log } from "@quarterdeck/runtime";
import type { Line } from "../line/line.ts";
import { serverVersionWarning } from "../server/server-version.ts";

/**
 * Waits for the first connection of a process that can do nothing without it, and warns of a server with known flaws.
 * @throws AppError BUS_TOO_OLD, or BUS_UNAVAILABLE when it takes longer; the line is closed then.
 */
export async function establish(request: {
	readonly line: Line;
	readonly clock: Clock;
	readonly log: Log;
	readonly withinMs: number;
}): Promise<void> {
	const { line, clock, log, withinMs } = request;
	const giveUp = new AbortController();
	const timer = clock.after(withinMs, () => giveUp.abort());
	const off = line.onState(() => {
		if (line.lastRefusal) giveUp.abort();
	});
	try {
		await line.connected(giveUp.signal);
	} catch {
		await line.close();
		throw line.lastRefusal ?? unavailable(line, withinMs);
	} finally {
		timer.cancel();
		off();
	}
	const warning = serverVersionWarning(line.info()?.version ?? "");
	if (warning) log.warn("the bus is out of date", { reason: warning });
}

function unavailable(line: Line, withinMs: number): AppError {
	const reason =
		line.lastReason ?? `no server answered in ${withinMs / 1000} s`;
	return new AppError("BUS_UNAVAILABLE", { reason });
}
