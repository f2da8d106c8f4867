import type { Maker } from "./maker.ts";
import { isReady, type PodFate } from "./pod-fate.ts";

interface ContainerRequest {
	readonly name: string;
	readonly image: string;
	readonly fate: PodFate;
	readonly ageMinutes: number;
}

/** The status of one container in a pod that has a node. */
export function containerStatus(
	maker: Maker,
	request: ContainerRequest,
): Record<string, unknown> {
	const { name, image, fate } = request;
	const digest = maker.random.uid().replaceAll("-", "").repeat(2);
	const restartCount = restartsOf(maker, fate);
	const isRunning = isReady(fate) || fate === "not-ready";
	return {
		name,
		image,
		imageID:
			fate === "image-missing" ? "" : `${image.split(":")[0]}@sha256:${digest}`,
		...(fate === "image-missing"
			? {}
			: { containerID: `containerd://${digest}` }),
		ready: isReady(fate),
		started: isRunning,
		restartCount,
		state: stateOf(maker, request),
		lastState: restartCount === 0 ? {} : lastStateOf(maker, request),
	};
}

function restartsOf({ random }: Maker, fate: PodFate): number {
	if (fate === "crashing") return 4 + random.below(200);
	if (fate === "out-of-memory") return 1 + random.below(30);
	return fate === "restarted" ? 1 + random.below(5) : 0;
}

function stateOf(
	maker: Maker,
	{ name, image, fate, ageMinutes }: ContainerRequest,
): Record<string, unknown> {
	switch (fate) {
		case "crashing":
			return {
				waiting: {
					reason: "CrashLoopBackOff",
					message: `back-off 5m0s restarting failed container=${name}`,
				},
			};
		case "out-of-memory":
			return { terminated: ended(maker, "OOMKilled", 137, 1) };
		case "image-missing":
			return {
				waiting: {
					reason: maker.random.pick(["ImagePullBackOff", "ErrImagePull"]),
					message: `Back-off pulling image "${image}"`,
				},
			};
		default:
			return { running: { startedAt: maker.minutesAgo(ageMinutes - 0.1) } };
	}
}

function lastStateOf(
	maker: Maker,
	{ fate, ageMinutes }: ContainerRequest,
): Record<string, unknown> {
	const isKilled = fate === "out-of-memory";
	const minutesAgo = Math.min(ageMinutes / 2, 2 + maker.random.below(240));
	return {
		terminated: ended(
			maker,
			isKilled ? "OOMKilled" : "Error",
			isKilled ? 137 : 1,
			minutesAgo,
		),
	};
}

function ended(
	maker: Maker,
	reason: string,
	exitCode: number,
	minutesAgo: number,
): Record<string, unknown> {
	return {
		reason,
		exitCode,
		startedAt: maker.minutesAgo(minutesAgo + 1),
		finishedAt: maker.minutesAgo(minutesAgo),
	};
}
