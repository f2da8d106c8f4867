import { isDeepStrictEqual } from "node:util";
import {
	AppError,
	type Notice,
	noticeKind,
	type PluginState,
} from "@quarterdeck/contract";
import { readTemplate } from "@quarterdeck/contract/template";
import { version } from "@quarterdeck/contract/version";
import type { Clock, Log } from "@quarterdeck/runtime";
import { type Ceiling, enforceCeiling } from "../rooms/gate/index.ts";
import {
	type ClusterView,
	type KeptObject,
	type PlannedGroup,
	type PlannedWatch,
	planWatches,
	type WatchPlan,
} from "../rooms/kubernetes-events/index.ts";
import type {
	BuiltInGroup,
	BuiltInSource,
	RunningSource,
} from "../rooms/plugins/index.ts";
import type { Spool } from "../rooms/spool/index.ts";
import type {
	FollowedResource,
	WatchedResource,
	Watches,
	WatchState,
} from "../rooms/watches/index.ts";
import type { SourceMeter } from "./put-notice.ts";
import { sourceIdentity } from "./source-identity.ts";

export interface KubernetesSourceDeps {
	readonly watches: Watches;
	/** As `Discovery` has it. */
	readonly resourcesOf: (apiVersion: string) =>
		| readonly {
				readonly kind: string;
				readonly resource: string;
				readonly verbs: readonly string[];
		  }[]
		| undefined;
	readonly ceiling: Ceiling;
	/** Keeps an event until the control plane has it. */
	readonly put: Spool["put"];
	readonly clock: Clock;
	readonly log: Log;
	readonly meter?: SourceMeter | undefined;
}

const key = "botkube/kubernetes";

/**
 * The source `botkube/kubernetes`: follows what its groups ask for, each resource once, and reports what they are told (decision 0067).
 * Notices go straight into the spool, in one breath with the change: what is put is noted as told, what is not put is told again.
 */
export function createKubernetesSource(
	deps: KubernetesSourceDeps,
): BuiltInSource {
	return {
		key,
		start: (groups) => new RunningKubernetesSource(deps, groups),
	};
}

/** A watch that is followed, whose meaning may be replaced while it goes on. */
interface Following {
	planned: PlannedWatch;
	readonly followed: FollowedResource<KeptObject>;
}

class RunningKubernetesSource implements RunningSource {
	readonly #deps: KubernetesSourceDeps;
	readonly #following = new Map<string, Following>();
	readonly #counts = new Map<string, { events: number; refused: number }>();
	#groups: readonly BuiltInGroup[] = [];
	#problems = new Map<string, string>();
	#identities = new Map<string, WatchedResource["identity"]>();
	/** One plan is taken into use after the other. */
	#work: Promise<void> = Promise.resolve();

	constructor(deps: KubernetesSourceDeps, groups: readonly BuiltInGroup[]) {
		this.#deps = deps;
		this.#take(groups);
	}

	apply(groups: readonly BuiltInGroup[]): void {
		if (!isDeepStrictEqual(groups, this.#groups)) this.#take(groups);
	}

	state(): PluginState {
		const failing = this.#groups.some(({ group }) =>
			this.#problemOf(group.name),
		);
		return {
			key,
			kind: "source",
			version,
			state: failing ? "failed" : "running",
			status: "Running",
			restarts: 0,
			groups: this.#groups.slice(0, 100).map(({ group: { name } }) => {
				const problem = this.#problemOf(name);
				const counts = this.#counts.get(name) ?? { events: 0, refused: 0 };
				const isWaiting = this.#statesFor(name).some(
					({ state }) => state === "listing",
				);
				return {
					name,
					state:
						problem !== undefined ? "failed" : isWaiting ? "waiting" : "open",
					...counts,
					...(problem === undefined ? {} : { problem: problem.slice(0, 512) }),
				};
			}),
		};
	}

	async stop(): Promise<void> {
		await this.#work;
		await Promise.all(
			[...this.#following.values()].map(({ followed }) => followed.stop()),
		);
		this.#following.clear();
	}

	/** What keeps a group from being told: its own configuration, or a watch of its identity. */
	#problemOf(name: string): string | undefined {
		return (
			this.#problems.get(name) ??
			this.#statesFor(name).find(({ state }) => state === "failing")?.problem
		);
	}

	/** Of the watches that see with the same eyes. */
	#statesFor(name: string): readonly WatchState[] {
		if (!this.#identities.has(name)) return [];
		const identity = this.#identities.get(name);
		return [...this.#following.values()].flatMap(({ followed }) =>
			isDeepStrictEqual(followed.resource.identity, identity)
				? [followed.state()]
				: [],
		);
	}

	#take(groups: readonly BuiltInGroup[]): void {
		this.#groups = groups;
		const { planned, problems } = this.#planned(groups);
		this.#problems = problems;
		for (const name of [...this.#counts.keys()])
			if (!groups.some(({ group }) => group.name === name))
				this.#counts.delete(name);
		this.#work = this.#work.then(() => this.#follow(planned));
	}

	#planned(groups: readonly BuiltInGroup[]): {
		readonly planned: WatchPlan["watches"];
		readonly problems: Map<string, string>;
	} {
		const problems = new Map<string, string>();
		this.#identities = new Map();
		const wanted = groups.flatMap((group): PlannedGroup[] => {
			const { name, interactive } = group.group;
			const identity = this.#identityOf(group);
			if ("problem" in identity) {
				problems.set(name, identity.problem);
				return [];
			}
			this.#identities.set(name, identity);
			return [{ name, interactive, identity, config: group.entry.config }];
		});
		const plan = planWatches(wanted, this.#view(groups[0]?.clusterName ?? ""));
		for (const { group, severity, message } of plan.problems) {
			if (severity === "error") problems.set(group, message);
			this.#deps.log.warn("the configuration of a source has a problem", {
				name: group,
				reason: message,
			});
		}
		return { planned: plan.watches, problems };
	}

	#identityOf({
		entry,
	}: BuiltInGroup):
		| NonNullable<WatchedResource["identity"]>
		| { readonly problem: string } {
		try {
			const identity = sourceIdentity(entry);
			if (!identity)
				return {
					problem:
						"it has no rights: name a Kubernetes user or group to see with under context.rbac",
				};
			enforceCeiling(identity, this.#deps.ceiling);
			if (identity.kind === "anonymous")
				return {
					problem:
						"it would see as nobody: name a Kubernetes user or group under context.rbac",
				};
			return { user: identity.user, groups: identity.groups };
		} catch (error) {
			if (error instanceof AppError) return { problem: error.message };
			throw error;
		}
	}

	/** Follows what is planned, and no longer what is not. A watch that only means something else goes on. */
	async #follow(planned: readonly PlannedWatch[]): Promise<void> {
		const { watches } = this.#deps;
		const wanted = new Map(planned.map((one) => [keyOf(one), one]));
		await Promise.all(
			[...this.#following].map(async ([name, { followed }]) => {
				if (wanted.has(name)) return;
				await followed.stop();
				this.#following.delete(name);
			}),
		);
		watches.keepOnly(planned.map(({ resource }) => resource));
		for (const [name, one] of wanted) {
			const known = this.#following.get(name);
			if (known) known.planned = one;
			else this.#following.set(name, this.#begin(one));
		}
	}

	#begin(planned: PlannedWatch): Following {
		const following: Following = {
			planned,
			followed: this.#deps.watches.follow<KeptObject>(
				planned.resource,
				{
					keeps: planned.keeps,
					keep: (object) => following.planned.keep(object),
					nameOf: ({ namespace = "", name }) => `${namespace}/${name}`,
					onChange: (change) => following.planned.onChange(change),
				},
				planned.objects,
			),
		};
		return following;
	}

	#view(clusterName: string): ClusterView {
		const { resourcesOf, clock } = this.#deps;
		const render = createRenderer();
		return {
			clusterName: () => clusterName,
			now: () => clock.now(),
			resourceOf: (apiVersion, kind) =>
				resourcesOf(apiVersion)?.find((one) => one.kind === kind)?.resource,
			describe(apiVersion, resource) {
				try {
					return resourcesOf(apiVersion)?.find(
						(one) => one.resource === resource,
					);
				} catch {
					// Not known yet: fewer commands are offered.
					return undefined;
				}
			},
			lookUp: (resource, namespace = "", name) => {
				const found = [...this.#following.values()].find(({ followed }) =>
					isDeepStrictEqual(followed.resource, resource),
				);
				if (!found) throw new Error("the watch has not begun");
				if (found.followed.state().state === "failing")
					return { state: "unreadable" };
				const kept = found.followed.find(`${namespace}/${name}`);
				return kept ? { state: "kept", kept } : { state: "absent" };
			},
			renderTemplate: render,
			report: (notice, at) => this.#report(notice, at),
		};
	}

	/** @throws Error when the disk refuses it. */
	#report(notice: Notice, at: Date): void {
		const { put, meter, log } = this.#deps;
		const counts = this.#counts.get(notice.group) ?? { events: 0, refused: 0 };
		this.#counts.set(notice.group, counts);
		try {
			put({
				at: at.toISOString(),
				source: notice.group,
				kind: noticeKind,
				data: { ...notice },
			});
			counts.events += 1;
			meter?.event("put");
		} catch (error) {
			if (!(error instanceof AppError)) {
				meter?.event("waited");
				throw error;
			}
			// No control plane would take it, however often it is told.
			counts.refused += 1;
			meter?.event("refused");
			log.error("a notice is not one that can be reported", {
				name: notice.group,
				error,
			});
		}
	}
}

/** The same for the same objects, read as far and kept for the same ends. */
function keyOf({ resource, keeps, objects }: PlannedWatch): string {
	return JSON.stringify([resource, keeps, objects]);
}

/** Templates are read once. */
function createRenderer(): ClusterView["renderTemplate"] {
	const read = new Map<string, ReturnType<typeof readTemplate>>();
	return (text, data) => {
		const template = read.get(text) ?? readTemplate(text);
		// As many as a configuration may hold, and not those of configurations before.
		if (read.size < 1000) read.set(text, template);
		return template.render(data);
	};
}
