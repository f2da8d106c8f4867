/** What one can listen to. */
export const topics = {
	/** Which commands are no replies. */
	roots: "roots",
	/** Which command ended last. */
	ended: "ended",
	/** The command's record, its notes, and how many replies it has. */
	command: (id: string) => `command ${id}`,
	/** The output of one cluster. */
	output: (id: string, cluster: string) => `output ${id} ${cluster}`,
	replies: (root: string) => `replies ${root}`,
};

/** Tells listeners of a topic that it changed. */
export interface TopicSignals {
	/** @returns what ends it. */
	subscribe(topic: string, listener: () => void): () => void;
	/** Another number whenever the topic changed. */
	version(topic: string): number;
	touch(topic: string): void;
}

/** Wakes the listeners of what changed, once per turn of `schedule` however often it changed. */
export function createTopicSignals(
	schedule: (flush: () => void) => void,
): TopicSignals {
	const listeners = new Map<string, Set<() => void>>();
	const versions = new Map<string, number>();
	const touched = new Set<string>();
	let isScheduled = false;
	/** Changes nobody listened to: who looked before and listens only now sees that it may have missed one. */
	let missed = 0;
	function flush(): void {
		isScheduled = false;
		const now = [...touched];
		touched.clear();
		for (const topic of now) {
			const version = versions.get(topic);
			if (version !== undefined) versions.set(topic, version + 1);
		}
		for (const topic of now)
			for (const listener of listeners.get(topic) ?? []) listener();
	}
	return {
		subscribe(topic, listener) {
			const all = listeners.get(topic) ?? new Set();
			if (all.size === 0) versions.set(topic, missed);
			listeners.set(topic, all.add(listener));
			return () => {
				all.delete(listener);
				if (all.size > 0) return;
				listeners.delete(topic);
				versions.delete(topic);
			};
		},
		version: (topic) => versions.get(topic) ?? missed,
		touch(topic) {
			if (!listeners.has(topic)) {
				missed += 1;
				return;
			}
			touched.add(topic);
			if (isScheduled) return;
			isScheduled = true;
			schedule(flush);
		},
	};
}
