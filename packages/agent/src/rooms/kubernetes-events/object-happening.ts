import type { NoticeLevel } from "@quarterdeck/contract";
import type {
	WatchChange,
	WatchedObject,
	WatchedResource,
} from "../watches/index.ts";
import type { ClusterView } from "./cluster-view.ts";
import { firstTime, type Happening, topicOf } from "./happening.ts";
import type { KeptObject } from "./kept-object.ts";

const types = {
	added: { type: "create", level: "success" },
	updated: { type: "update", level: "info" },
	deleted: { type: "delete", level: "error" },
} as const satisfies Record<
	WatchChange<unknown>["kind"],
	{ type: Happening["type"]; level: NoticeLevel }
>;

/** A change of an object itself. */
export function objectHappening(
	change: WatchChange<KeptObject>,
	{ apiVersion, resource: plural }: WatchedResource,
	cluster: ClusterView,
): Happening {
	const { type, level } = types[change.kind];
	const { name = "", namespace } = change.object?.metadata ?? beforeOf(change);
	const resource = `${apiVersion}/${plural}`;
	const about = { type, resource, name, namespace, reason: "" };
	return {
		...about,
		id: change.id,
		level,
		apiVersion,
		plural,
		kind: kindOf(
			change.object,
			cluster.describe(apiVersion, plural)?.kind,
			plural,
		),
		messages: [],
		action: "",
		count: 0,
		at: timeOf(change, cluster.now()),
		writtenAt: firstTime(
			cluster.now(),
			change.object?.metadata.creationTimestamp,
		),
		topic: topicOf(about),
		promoted: false,
		resolved: false,
	};
}

/** What was kept of an object whose end was missed. */
function beforeOf(
	change: WatchChange<KeptObject>,
): Pick<KeptObject, "name" | "namespace"> {
	return change.kind === "added" ? { name: "" } : change.before;
}

/** A watch of metadata calls each object a `PartialObjectMetadata`, and members of lists have no kind. */
function kindOf(
	object: WatchedObject | undefined,
	described: string | undefined,
	plural: string,
): string {
	if (described) return described;
	const own = object?.kind;
	return own && own !== "PartialObjectMetadata" ? own : plural;
}

function timeOf(change: WatchChange<KeptObject>, now: Date): Date {
	const { creationTimestamp, deletionTimestamp } =
		change.object?.metadata ?? {};
	if (change.kind === "added") return firstTime(now, creationTimestamp);
	if (change.kind === "deleted") return firstTime(now, deletionTimestamp);
	return now;
}
