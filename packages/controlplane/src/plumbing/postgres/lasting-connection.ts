import type { Clock, Log, Timer } from "@quarterdeck/runtime";
import pg from "pg";

/** A connection of its own that is made anew whenever it is lost: for locks and notifications, which live with a session. */
export interface LastingConnection {
	/** The session, or undefined while there is none. */
	current(): pg.Client | undefined;
	stop(): Promise<void>;
}

const firstPauseMs = 50;
const longestPauseMs = 2000;

/**
 * Connects and stays connected. `prepare` is run on every new session before it counts; if it throws, the session is given up.
 * Resolves when the first session stands. @throws what the first attempt threw.
 */
export async function keepConnection(options: {
	readonly url: string;
	readonly name: string;
	readonly log: Log;
	readonly clock: Clock;
	readonly prepare: (client: pg.Client) => Promise<void>;
}): Promise<LastingConnection> {
	let session: pg.Client | undefined;
	let stopped = false;
	let pauseMs = firstPauseMs;
	let timer: Timer | undefined;

	async function connect(): Promise<void> {
		const client = new pg.Client({
			connectionString: options.url,
			application_name: options.name,
			connectionTimeoutMillis: 5000,
			keepAlive: true,
		});
		// Both are told for one loss; the first starts over.
		client.on("error", () => lose(client));
		client.on("end", () => lose(client));
		try {
			await client.connect();
			await options.prepare(client);
		} catch (error) {
			await client.end().catch(() => {});
			throw error;
		}
		if (stopped) return void (await client.end());
		session = client;
		pauseMs = firstPauseMs;
	}
	function lose(client: pg.Client): void {
		if (session !== client) return;
		session = undefined;
		if (stopped) return;
		options.log.warn("a lasting database connection was lost", {
			name: options.name,
		});
		client.end().catch(() => {});
		again();
	}
	function again(): void {
		timer = options.clock.after(pauseMs, () => {
			pauseMs = Math.min(pauseMs * 2, longestPauseMs);
			connect().catch(() => {
				if (!stopped) again();
			});
		});
	}
	await connect();
	return {
		current: () => session,
		async stop() {
			stopped = true;
			timer?.cancel();
			const last = session;
			session = undefined;
			await last?.end().catch(() => {});
		},
	};
}
