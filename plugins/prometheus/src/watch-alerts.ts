import { setTimeout as pause } from "node:timers/promises";
import { readDuration } from "@quarterdeck/contract";
import type { SourceEvent } from "@quarterdeck/plugin-sdk";
import type { Alert } from "./alert.ts";
import { alertEvent } from "./alert-event.ts";
import { KnownAlerts } from "./known-alerts.ts";
import type { PrometheusConfig } from "./prometheus-config.schema.ts";

export interface WatchAlertsDeps {
	readonly read: (signal: AbortSignal) => Promise<readonly Alert[]>;
	readonly emit: (event: SourceEvent) => Promise<void>;
	readonly warn: (message: string) => void;
	readonly begunAt: Date;
	/** Seconds between two looks. */
	readonly wait: (seconds: number, signal: AbortSignal) => Promise<void>;
}

const longestWaitSeconds = 60;

/** Looks again and again, and tells what changed. A Prometheus that does not answer is said once and asked less often. Ends with the signal. */
export async function watchAlerts(
	config: PrometheusConfig,
	source: string,
	signal: AbortSignal,
	{ read, emit, warn, begunAt, wait }: WatchAlertsDeps,
): Promise<void> {
	const known = new KnownAlerts(config, begunAt);
	const interval = readDuration(config.interval) ?? 5;
	let failures = 0;
	while (!signal.aborted) {
		try {
			const changed = known.take(await read(signal));
			if (failures > 0) warn("Prometheus answers again");
			failures = 0;
			for (const alert of changed) await emit(alertEvent(alert, source));
		} catch (error) {
			if (signal.aborted) return;
			if (failures === 0)
				warn(
					`Prometheus cannot be asked: ${error instanceof Error ? error.message : String(error)}`,
				);
			failures += 1;
		}
		const seconds = interval * 2 ** Math.min(failures, 10);
		await wait(
			Math.min(seconds, Math.max(interval, longestWaitSeconds)),
			signal,
		);
	}
}

/** The machine's time. Resolves early when the signal is aborted. */
export function waitSeconds(
	seconds: number,
	signal: AbortSignal,
): Promise<void> {
	return pause(seconds * 1000, undefined, { signal }).then(
		() => {},
		() => {},
	);
}
