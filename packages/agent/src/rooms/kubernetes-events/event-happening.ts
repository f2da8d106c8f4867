import type { WatchChange, WatchedObject } from "../watches/index.ts";
import { recordIn, textIn } from "./as-data.ts";
import type { ClusterView } from "./cluster-view.ts";
import { firstTime, type Happening, topicOf } from "./happening.ts";
import { countOf, type KeptObject } from "./kept-object.ts";

const maxMessageCharacters = 4096;
const maxReasonCharacters = 256;
/** An Event may name whatever its author likes; no object has a longer name. */
const maxNameCharacters = 253;
const nodeNotReady = "NodeNotReady";
const nodeReady = "NodeReady";

/**
 * What a change of `v1/events` says of the object that the Event is about; undefined when it says nothing that is told: it is no warning,
 * or it is no new telling. The state of a node is an Event of type `Normal` and told none the less.
 */
export function eventHappening(
	change: WatchChange<KeptObject>,
	cluster: ClusterView,
): Happening | undefined {
	if (change.kind === "deleted") return undefined;
	const { object } = change;
	const told = tellingOf(object);
	if (!told) return undefined;
	const count = countOf(object);
	// The first telling was kept with its count. Other updates of an Event, of its annotations for example, are no news.
	if (change.kind === "updated" && count <= (change.before.count ?? 0))
		return undefined;
	const involved = recordIn(object, "involvedObject");
	// The kubelet leaves the version out when it tells of its node.
	const apiVersion = textIn(involved, "apiVersion") || "v1";
	const kind = textIn(involved, "kind");
	const name = textIn(involved, "name");
	if (kind === "" || name === "" || name.length > maxNameCharacters)
		return undefined;
	const plural = cluster.resourceOf(apiVersion, kind);
	if (!plural) return undefined;
	const resource = `${apiVersion}/${plural}`;
	const namespace = textIn(involved, "namespace") || undefined;
	const reason = textIn(object, "reason").slice(0, maxReasonCharacters);
	const isOver = told.type === "info";
	const about = { resource, namespace, name };
	return {
		...about,
		...told,
		id: change.id,
		apiVersion,
		plural,
		kind,
		messages: [textIn(object, "message").slice(0, maxMessageCharacters)].filter(
			(message) => message !== "",
		),
		reason,
		action: textIn(object, "action").slice(0, maxReasonCharacters),
		count,
		at: timeOf(object, cluster.now()),
		writtenAt: firstTime(cluster.now(), object.metadata.creationTimestamp),
		topic: topicOf({
			...about,
			type: "error",
			reason: isOver ? nodeNotReady : reason,
		}),
		resolved: isOver,
	};
}

function tellingOf(
	object: WatchedObject,
): Pick<Happening, "type" | "level" | "promoted"> | undefined {
	const isWarning = textIn(object, "type").toLowerCase() === "warning";
	const involved = recordIn(object, "involvedObject");
	if (
		textIn(involved, "kind") === "Node" &&
		["", "v1"].includes(textIn(involved, "apiVersion"))
	) {
		const reason = textIn(object, "reason");
		if (reason === nodeReady)
			return { type: "info", level: "info", promoted: true };
		if (reason === nodeNotReady)
			return { type: "error", level: "error", promoted: !isWarning };
	}
	return isWarning
		? { type: "error", level: "error", promoted: false }
		: undefined;
}

function timeOf(object: WatchedObject, now: Date): Date {
	return firstTime(
		now,
		textIn(object, "lastTimestamp"),
		textIn(recordIn(object, "series"), "lastObservedTime"),
		textIn(object, "eventTime"),
		object.metadata.creationTimestamp,
	);
}
