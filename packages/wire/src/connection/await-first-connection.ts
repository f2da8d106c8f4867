import { AppError } from "@quarterdeck/contract";
import type { Clock, Log } from "@quarterdeck/runtime";
import { serverVersionWarning } from "../server/server-version.ts";
import type { BusConnection } from "./bus-connection.ts";

/**
 * Waits for the first connection of a process that can do nothing without it, and warns of a server with known flaws.
 * @throws AppError BUS_TOO_OLD, or BUS_UNAVAILABLE when it takes longer; the connection is closed then.
 */
export async function awaitFirstConnection(request: {
	readonly connection: BusConnection;
	readonly clock: Clock;
	readonly log: Log;
	readonly withinMs: number;
}): Promise<void> {
	const { connection, clock, log, withinMs } = request;
	const giveUp = new AbortController();
	const timer = clock.after(withinMs, () => giveUp.abort());
	const off = connection.onState(() => {
		if (connection.lastRefusal) giveUp.abort();
	});
	try {
		await connection.connected(giveUp.signal);
	} catch {
		await connection.close();
		throw connection.lastRefusal ?? unavailable(connection, withinMs);
	} finally {
		timer.cancel();
		off();
	}
	const warning = serverVersionWarning(connection.info()?.version ?? "");
	if (warning) log.warn("the bus is out of date", { reason: warning });
}

function unavailable(connection: BusConnection, withinMs: number): AppError {
	const reason =
		connection.lastReason ?? `no server answered in ${withinMs / 1000} s`;
	return new AppError("BUS_UNAVAILABLE", { reason });
}
