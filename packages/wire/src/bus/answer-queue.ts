/** Work that is done at most so many at a time; what waits too long is not done at all. */
export interface AnswerQueue {
	/** False: there is no room, and the work is not taken. */
	add(work: () => Promise<void>): boolean;
}

/** A queue for `concurrent` pieces of work at a time and `waiting` behind them. `work` must not reject. */
export function createAnswerQueue(
	concurrent: number,
	waiting: number,
): AnswerQueue {
	const queue: (() => Promise<void>)[] = [];
	let running = 0;
	function start(work: () => Promise<void>): void {
		running += 1;
		void work().finally(() => {
			running -= 1;
			const next = queue.shift();
			if (next) start(next);
		});
	}
	return {
		add(work) {
			if (running < concurrent) start(work);
			else if (queue.length < waiting) queue.push(work);
			else return false;
			return true;
		},
	};
}
