import type { KubeObject } from "../kube-object.ts";

export interface LogLine {
	readonly atMs: number;
	readonly text: string;
}

/** What containers have said. Bounded: the oldest lines of a container go first. */
export interface LogBook {
	lines(pod: KubeObject, container: string): readonly LogLine[];
	append(podUid: string, container: string, text: string): void;
	/** Calls `listener` with each new line of a container until the returned function is called. */
	follow(
		podUid: string,
		container: string,
		listener: (line: LogLine) => void,
	): () => void;
	forget(podUid: string): void;
}

const maxLines = 10_000;

export function createLogBook(clock: () => number): LogBook {
	const pages = new Map<string, Map<string, LogLine[]>>();
	const listeners = new Map<string, Set<(line: LogLine) => void>>();

	function page(podUid: string, container: string): LogLine[] {
		const containers = pages.get(podUid) ?? new Map<string, LogLine[]>();
		pages.set(podUid, containers);
		const lines = containers.get(container) ?? [];
		containers.set(container, lines);
		return lines;
	}

	return {
		lines(pod, container) {
			const said = pages.get(pod.metadata.uid as string)?.get(container) ?? [];
			return [...openingLines(pod, container), ...said];
		},
		append(podUid, container, text) {
			const lines = page(podUid, container);
			for (const each of text.replace(/\n$/, "").split("\n")) {
				const line = { atMs: clock(), text: each };
				lines.push(line);
				for (const tell of listeners.get(`${podUid}/${container}`) ?? [])
					tell(line);
			}
			if (lines.length > maxLines * 2) lines.splice(0, lines.length - maxLines);
		},
		follow(podUid, container, listener) {
			const key = `${podUid}/${container}`;
			const own = listeners.get(key) ?? new Set();
			listeners.set(key, own.add(listener));
			return () => {
				own.delete(listener);
				if (own.size === 0) listeners.delete(key);
			};
		},
		forget: (podUid) => pages.delete(podUid),
	};
}

/** What every made-up container says when it starts; made when asked, so that it costs nothing till then. */
function openingLines(pod: KubeObject, container: string): LogLine[] {
	const startTime = pod.status?.startTime;
	const spec = (pod.spec?.containers ?? []).find(
		(each: KubeObject) => each.name === container,
	);
	if (!startTime || !spec) return [];
	const atMs = Date.parse(startTime);
	const ports = (spec.ports ?? []).map(
		(port: { containerPort: number }) => port.containerPort,
	);
	const lines = [
		`starting ${container} from ${spec.image}`,
		...ports.map((port: number) => `listening on :${port}`),
		"ready",
	];
	return lines.map((text) => ({ atMs, text }));
}
