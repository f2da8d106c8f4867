import type { ObjectStore } from "../store/object-store.ts";
import type { StoreEvent } from "../store/stored-object.ts";

/** Looks at one change and does what follows from it; what it writes are changes of their own. */
export type Controller = (event: StoreEvent) => void;

export interface ControllerLoop {
	/** Works off all that is waiting, now. */
	settle(): void;
	stop(): void;
}

const eventsPerTurn = 200;

/** Hands every change to every controller, in order, a little after the write that made it. */
export function createControllerLoop(deps: {
	store: ObjectStore;
	controllers: readonly Controller[];
	onError: (error: unknown, event: StoreEvent) => void;
}): ControllerLoop {
	let waiting: StoreEvent[] = [];
	let scheduled: NodeJS.Immediate | undefined;

	const unsubscribe = deps.store.subscribe((event) => {
		if (event.quiet) return;
		waiting.push(event);
		scheduled ??= setImmediate(turn);
	});

	function turn(): void {
		scheduled = undefined;
		handle(eventsPerTurn);
		if (waiting.length > 0) scheduled ??= setImmediate(turn);
	}

	function handle(limit: number): void {
		for (let done = 0; done < limit && waiting.length > 0; ) {
			const batch = waiting;
			waiting = [];
			for (const event of batch) dispatch(event);
			done += batch.length;
		}
	}

	function dispatch(event: StoreEvent): void {
		for (const controller of deps.controllers) {
			try {
				controller(event);
			} catch (error) {
				deps.onError(error, event);
			}
		}
	}

	return {
		settle: () => handle(1_000_000),
		stop() {
			unsubscribe();
			if (scheduled) clearImmediate(scheduled);
			waiting = [];
		},
	};
}
