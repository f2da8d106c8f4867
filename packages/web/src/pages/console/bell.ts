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
export interface Bell {
	/** @returns what ends it. */
	subscribe(topic: string, hear: () => void): () => void;
	/** Another number whenever the topic changed. */
	version(topic: string): number;
	touch(topic: string): void;
}

/** Wakes the listeners of what changed, once per turn of `schedule` however often it changed. */
export function createBell(schedule: (flush: () => void) => void): Bell {
	const hearers = new Map<string, Set<() => void>>();
	const versions = new Map<string, number>();
	const touched = new Set<string>();
	let isScheduled = false;
	/** Changes nobody listened to: who looked before and listens only now sees that it may have missed one. */
	let unheard = 0;
	function flush(): void {
		isScheduled = false;
		const now = [...touched];
		touched.clear();
		for (const topic of now) {
			const version = versions.get(topic);
			if (version !== undefined) versions.set(topic, version + 1);
		}
		for (const topic of now)
			for (const hear of hearers.get(topic) ?? []) hear();
	}
	return {
		subscribe(topic, hear) {
			const all = hearers.get(topic) ?? new Set();
			if (all.size === 0) versions.set(topic, unheard);
			hearers.set(topic, all.add(hear));
			return () => {
				all.delete(hear);
				if (all.size > 0) return;
				hearers.delete(topic);
				versions.delete(topic);
			};
		},
		version: (topic) => versions.get(topic) ?? unheard,
		touch(topic) {
			if (!hearers.has(topic)) {
				unheard += 1;
				return;
			}
			touched.add(topic);
			if (isScheduled) return;
			isScheduled = true;
			schedule(flush);
		},
	};
}
