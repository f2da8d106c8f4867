import type {
	Cluster,
	ClusterFilter,
	Fleet,
} from "../../../rooms/fleet/index.ts";
import type { Machine } from "../../../rooms/sign-in/index.ts";
import type { ApiContext } from "../api-context.ts";
import { followFleet } from "../follow-fleet.ts";
import { whileSignedIn } from "../while-signed-in.ts";
import { connectionOf } from "./page-info.ts";

type View = (
	machine: Machine,
	args: Readonly<Record<string, unknown>>,
	context: ApiContext,
) => unknown;

/** What a program with a machine token is told: of its own cluster the same as a person, of all others that there are none. */
export const machineViews: Readonly<Record<string, View | undefined>> = {
	async "Query.cluster"(machine, { name }, { deps }) {
		const own = await findOwn(deps.fleet, machine, {});
		return own?.name === name ? own : null;
	},
	async "Query.clusters"(machine, args, { deps }) {
		const filter = {
			selector: args.selector as string | undefined,
			search: args.search as string | undefined,
			states: args.states as ClusterFilter["states"],
			only: machine.clusterId,
		};
		const own = await findOwn(deps.fleet, machine, filter);
		const isBehind =
			own && typeof args.after === "string" && own.name <= args.after;
		const page = {
			items: own && !isBehind ? [own] : [],
			nextCursor: undefined,
		};
		return {
			...connectionOf(page, (cluster) => cluster.name),
			organisationId: machine.organisation.id,
			filter,
		};
	},
	"Subscription.clusterEvents": (machine, { changesOnly }, context) =>
		whileSignedIn(
			context,
			followOwn(context.deps.fleet, machine, changesOnly === true),
		),
};

async function findOwn(
	fleet: Fleet,
	{ organisation, clusterId }: Machine,
	filter: ClusterFilter,
): Promise<Cluster | undefined> {
	const { items } = await fleet.listClusters(
		organisation.id,
		{ ...filter, only: clusterId },
		{ first: 1 },
	);
	return items[0];
}

/** Hears of the whole fleet and passes on what concerns one cluster. */
function followOwn(
	fleet: Fleet,
	machine: Machine,
	changesOnly: boolean,
): AsyncIterableIterator<Cluster> {
	const changes = followFleet(fleet, machine.organisation.id, {
		changesOnly: true,
	});
	let isFirst = !changesOnly;
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			const own = isFirst ? await findOwn(fleet, machine, {}) : undefined;
			isFirst = false;
			if (own) return { done: false, value: own };
			for (;;) {
				const next = await changes.next();
				if (next.done || next.value.id === machine.clusterId) return next;
			}
		},
		async return() {
			await changes.return?.();
			return { done: true, value: undefined };
		},
	};
}
