import { createHash } from "node:crypto";
import type { NoticeLevel } from "@quarterdeck/contract";

/** Something that happened to an object, before it is known who hears of it. */
export interface Happening {
	/** Of the change it was made from: the same for all groups. */
	readonly id: string;
	readonly type: "create" | "update" | "delete" | "error" | "info";
	readonly level: NoticeLevel;
	readonly apiVersion: string;
	/** The plural: `pods`. */
	readonly plural: string;
	/** As configurations name it: `v1/pods`. */
	readonly resource: string;
	readonly kind: string;
	readonly name: string;
	readonly namespace: string | undefined;
	readonly messages: readonly string[];
	readonly reason: string;
	readonly action: string;
	/** How often an Event was seen; 0 for what is none. */
	readonly count: number;
	readonly at: Date;
	/** When the API server wrote down what this was made from; unlike other times of an Event it is nobody's claim. */
	readonly writtenAt: Date;
	/** True when Kubernetes calls it normal and only the node filter makes it news. */
	readonly promoted: boolean;
	/** What repeats are grouped under. */
	readonly topic: string;
	/** True when what the topic is about is over. */
	readonly resolved: boolean;
}

const maxTopicCharacters = 512;

/** The same for each telling of the same about the same object. */
export function topicOf(
	about: Pick<Happening, "resource" | "namespace" | "name" | "type" | "reason">,
): string {
	const { resource, namespace = "", name, type, reason } = about;
	const topic = [resource, namespace, name, type, reason].join("/");
	if (topic.length <= maxTopicCharacters) return topic;
	const digest = createHash("sha256").update(topic).digest("hex");
	return `${topic.slice(0, maxTopicCharacters - digest.length - 1)}/${digest}`;
}

/** The first of the times that can be read, but none that is still to come; otherwise now. */
export function firstTime(
	now: Date,
	...times: readonly (string | undefined)[]
): Date {
	for (const time of times) {
		const at = new Date(time ?? Number.NaN);
		if (!Number.isNaN(at.getTime())) return at < now ? at : now;
	}
	return now;
}
