/** Notes when each part was there, for whoever wants to know where a start spends its time. */
export interface Stopwatch {
	lap(name: string): void;
	readonly tookMs: number;
	/** `database 812 ms, bus 640 ms`, as they came. */
	summary(): string;
}

export function startStopwatch(
	nowMs: () => number = () => performance.now(),
): Stopwatch {
	const beganMs = nowMs();
	const laps: string[] = [];
	return {
		lap: (name) =>
			void laps.push(`${name} ${Math.round(nowMs() - beganMs)} ms`),
		get tookMs() {
			return nowMs() - beganMs;
		},
		summary: () => laps.join(", "),
	};
}
