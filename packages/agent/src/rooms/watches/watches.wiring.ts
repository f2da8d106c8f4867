import { join } from "node:path";
import type { Clock, Log, Metrics } from "@quarterdeck/runtime";
import type { KubeClient } from "../../plumbing/kube/index.ts";
import { ResourceFollower, type WatchMeter } from "./follow-resource.ts";
import {
	createKubeReader,
	explain,
	isExpired,
} from "./resource-reader.kube.ts";
import { openWatchLogs } from "./watch-log.disk.ts";
import type { FollowedResource, WatchedResource, Watches } from "./watches.ts";

/** More than the largest clusters have of one kind; each costs some hundred bytes. */
const maxObjects = 200_000;

/** The watches over the API server, with their logs in the state folder. @throws Error when that folder is not ours. */
export function createWatches(given: {
	readonly stateDir: string;
	/** A client that acts as this identity, or as the agent itself. */
	readonly clientFor: (identity: WatchedResource["identity"]) => KubeClient;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: Metrics;
}): Watches {
	const { clientFor, clock, log, metrics } = given;
	const logs = openWatchLogs(join(given.stateDir, "watches"));
	const followed = new Map<string, FollowedResource>();
	const listeners = new Set<() => void>();
	const meter = createMeter(metrics, () => [...followed.values()]);
	return {
		follow(resource, follower, objects) {
			const key = keyOf(resource);
			if (followed.has(key))
				throw new Error(`${nameOf(resource)} is followed already`);
			const one = new ResourceFollower(
				{
					reader: createKubeReader(
						clientFor(resource.identity),
						resource,
						objects,
					),
					log: logs.open(key),
					isExpired,
					explain: (error) => explain(error, resource),
					maxObjects,
					clock,
					logger: log.child({ resource: nameOf(resource) }),
					meter,
					changed() {
						for (const listener of [...listeners]) listener();
					},
				},
				follower,
			);
			const handle = {
				resource,
				find: (name: string) => one.find(name),
				state: () => one.state(),
				async stop() {
					await one.stop();
					if (followed.get(key) === handle) followed.delete(key);
				},
			};
			followed.set(key, handle);
			return handle;
		},
		keepOnly: (resources) => logs.keepOnly(resources.map(keyOf)),
		states: () =>
			[...followed.values()].map((one) => ({
				resource: one.resource,
				state: one.state(),
			})),
		onState(listener) {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
		async stop() {
			await Promise.all([...followed.values()].map((one) => one.stop()));
		},
	};
}

function keyOf({ apiVersion, resource, identity }: WatchedResource): string {
	return JSON.stringify([
		apiVersion,
		resource,
		identity ? [identity.user, identity.groups.toSorted()] : null,
	]);
}

function nameOf({ apiVersion, resource }: WatchedResource): string {
	return `${apiVersion}/${resource}`;
}

function createMeter(
	metrics: Metrics,
	followed: () => readonly FollowedResource[],
): WatchMeter {
	const sum = (count: (one: FollowedResource) => number) =>
		followed().reduce((total, one) => total + count(one), 0);
	metrics.gauge(
		"watches",
		"Resources of the cluster that are watched.",
		[],
		() => followed().length,
	);
	metrics.gauge(
		"watches_failing",
		"Watches that cannot go on at the moment.",
		[],
		() => sum((one) => (one.state().state === "failing" ? 1 : 0)),
	);
	metrics.gauge(
		"watched_objects",
		"Objects of which something is kept.",
		[],
		() => sum((one) => one.state().objects),
	);
	metrics.gauge(
		"watched_characters",
		"Characters that are kept of watched objects.",
		[],
		() => sum((one) => one.state().characters),
	);
	const changes = metrics.counter(
		"watch_changes_total",
		"Changes of watched objects that were told.",
		[],
	);
	const interruptions = metrics.counter(
		"watch_interruptions_total",
		"Connections of watches that ended with an error.",
		[],
	);
	const lists = metrics.counter(
		"watch_relists_total",
		"Lists that were compared with what is kept, because a watch could not go on.",
		[],
	);
	return {
		changes: (count) => changes.inc({}, count),
		interrupted: () => interruptions.inc({}),
		relisted: () => lists.inc({}),
	};
}
