import type { Clock } from "@quarterdeck/runtime";
import { z } from "zod";
import { isKubeStatus } from "./kube-error.ts";
import type { KubeTransport } from "./kube-transport.ts";

/** A resource as the API server announces it. */
export interface DiscoveredResource {
	readonly kind: string;
	/** The plural name. */
	readonly resource: string;
	readonly verbs: readonly string[];
}

/** What the API server serves, asked for when it is first needed and again after a while. */
export interface Discovery {
	/**
	 * The resources of an API version; undefined when the server has no such version.
	 * @throws Error while it is not known: the answer is on its way then.
	 */
	resourcesOf(apiVersion: string): readonly DiscoveredResource[] | undefined;
	/** Resolves when nothing more is asked. */
	stop(): Promise<void>;
}

const listSchema = z.object({
	resources: z
		.array(
			z.object({
				name: z.string().max(253),
				kind: z.string().max(253),
				verbs: z.array(z.string().max(64)).max(100).nullish(),
			}),
		)
		.max(10_000),
});

/** Custom resources come and go. */
const knownForMs = 300_000;
const absentForMs = 30_000;
const failedForMs = 5000;
const timeoutMs = 10_000;
/** More versions than any server has; others than those of configurations are never asked for. */
const mostVersions = 500;

interface Known {
	readonly untilMs: number;
	readonly resources: readonly DiscoveredResource[] | undefined;
	/** It could not be asked for. */
	readonly hasFailed: boolean;
}

/** Asks with the agent's own credentials. */
export function createDiscovery(deps: {
	readonly transport: Pick<KubeTransport, "json">;
	readonly clock: Clock;
}): Discovery {
	const { transport, clock } = deps;
	const known = new Map<string, Known>();
	const asking = new Map<string, Promise<void>>();
	const stopping = new AbortController();

	async function ask(apiVersion: string): Promise<void> {
		const keep = (forMs: number, is: Omit<Known, "untilMs">) =>
			known.set(apiVersion, { ...is, untilMs: clock.monotonicMs() + forMs });
		try {
			const resources = await readResources(
				transport,
				apiVersion,
				stopping.signal,
			);
			keep(knownForMs, { resources, hasFailed: false });
		} catch (error) {
			const before = known.get(apiVersion)?.resources;
			if (isKubeStatus(error, 404))
				keep(absentForMs, { resources: undefined, hasFailed: false });
			// What was known is a better answer than none.
			else
				keep(failedForMs, {
					resources: before,
					hasFailed: before === undefined,
				});
		}
	}
	return {
		resourcesOf(apiVersion) {
			const found = known.get(apiVersion);
			const isFresh = found && found.untilMs > clock.monotonicMs();
			const mayAsk =
				!isFresh &&
				!asking.has(apiVersion) &&
				!stopping.signal.aborted &&
				(found !== undefined || known.size < mostVersions);
			if (mayAsk) {
				const asked = ask(apiVersion).finally(() => asking.delete(apiVersion));
				asking.set(apiVersion, asked);
			}
			if (!found || found.hasFailed)
				throw new Error(
					`what the API server serves of ${apiVersion} is not known yet`,
				);
			return found.resources;
		},
		async stop() {
			stopping.abort(new Error("the agent is stopping"));
			await Promise.all(asking.values());
		},
	};
}

async function readResources(
	transport: Pick<KubeTransport, "json">,
	apiVersion: string,
	signal: AbortSignal,
): Promise<readonly DiscoveredResource[]> {
	const root = apiVersion.includes("/") ? "apis" : "api";
	const parts = apiVersion.split("/");
	if (
		parts.length > 2 ||
		!parts.every((part) => /^[a-z0-9][a-z0-9.-]*$/.test(part))
	)
		return [];
	const { resources } = listSchema.parse(
		await transport.json({
			method: "GET",
			verb: "get",
			resource: apiVersion,
			path: `/${root}/${apiVersion}`,
			reason: "find out what the cluster serves",
			signal,
			timeoutMs,
		}),
	);
	return resources
		.filter(({ name }) => !name.includes("/"))
		.map(({ name, kind, verbs }) => ({
			resource: name,
			kind,
			verbs: verbs ?? [],
		}));
}
