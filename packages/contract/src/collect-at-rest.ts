import { getHeapStatistics } from "node:v8";

/**
 * Gives a process's garbage back while it does nothing. V8 first collects a whole heap when it has grown far beyond what our
 * processes need, so that what starting or a burst of commands left would stay for good. Does nothing unless Node was started with
 * `--expose-gc`.
 */
export function collectAtRest({
	everyMs = 10_000,
	worthBytes = 2 * 2 ** 20,
}: {
	/** How often to look. At rest is who used less than a hundredth of that time. */
	readonly everyMs?: number;
	/** Less garbage would not pay for collecting, which takes about 40 ms, more with a larger heap. 2 MiB unless told. */
	readonly worthBytes?: number;
} = {}): void {
	const { gc } = globalThis;
	if (!gc) return;
	let keptBytes = 0;
	let usedBefore = process.cpuUsage();
	const look = () => {
		const { user, system } = process.cpuUsage(usedBefore);
		const isAtRest = user + system < everyMs * 10;
		if (isAtRest && usedHeap() - keptBytes >= worthBytes) {
			gc({ type: "major", execution: "sync", flavor: "last-resort" });
			keptBytes = usedHeap();
		}
		usedBefore = process.cpuUsage();
	};
	setInterval(look, everyMs).unref();
}

function usedHeap(): number {
	return getHeapStatistics().used_heap_size;
}
