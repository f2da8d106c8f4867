import { z } from "zod";
import { maxEventCharacters } from "./agent-event.ts";
import { type Message, messageSchema } from "./message.ts";

/** The kind of the agent events whose data is a notice. */
export const noticeKind = "notice";

/** How much it matters, least first; docs/architecture/botkube-compatibility.md#events says which level Botkube gave what. */
export const noticeLevels = ["success", "info", "warning", "error"] as const;
export type NoticeLevel = (typeof noticeLevels)[number];

/** What a notice is about. */
export const noticeObjectSchema = z.object({
	apiVersion: z.string().max(256).optional(),
	kind: z.string().max(128),
	namespace: z.string().max(253).optional(),
	name: z.string().max(512),
});
export type NoticeObject = z.output<typeof noticeObjectSchema>;

/** Something that a source tells people: one event of one source group. It is the `data` of an agent event of kind `notice`. */
export const noticeSchema = z.object({
	/**
	 * Names the happening: the same for each source group that tells of it and for each telling of it again, and for no other
	 * happening of the cluster. A channel hears it once, and an action acts on it once.
	 */
	id: z.string().min(1).max(256),
	/** The source group. */
	group: z.string().min(1).max(256),
	/** The plugin that said it, e.g. `botkube/kubernetes`. */
	plugin: z.string().max(256),
	title: z.string().max(512),
	level: z.enum(noticeLevels),
	/** What happened, as the source names it: `create`, `error`, `firing`. */
	type: z.string().max(64),
	reason: z.string().max(256).optional(),
	object: noticeObjectSchema.optional(),
	/** What repeats are grouped under: notices of one topic say the same thing about the same thing. */
	topic: z.string().min(1).max(512),
	/** True when this says that what the topic was about is over. */
	resolved: z.boolean().optional(),
	/** What people read. */
	message: messageSchema,
	/** What it was made from, for actions and sinks; left out when it was too large. */
	raw: z.unknown().optional(),
	/** True when `raw` or parts of the message were left out because the notice would have been too large. */
	shortened: z.boolean().optional(),
});
export type Notice = z.output<typeof noticeSchema>;

/** Characters of a notice as JSON: with its envelope it fits into an event. */
const maxNoticeCharacters = maxEventCharacters - 1024;
const shortTextCharacters = 2000;
const keptSections = 5;

/**
 * The notice in a size that an event takes: first without its raw object, then with the start of its texts and sections only. What was
 * left out is said by `shortened`, and in the message when it lost something.
 */
export function boundNotice(notice: Notice): Notice {
	if (size(notice) <= maxNoticeCharacters) return notice;
	const { raw: _, ...rest } = notice;
	const withoutRaw = { ...rest, shortened: true };
	if (size(withoutRaw) <= maxNoticeCharacters) return withoutRaw;
	return { ...withoutRaw, message: shortMessage(notice) };
}

function shortMessage({ title, message }: Notice): Message {
	const texts = [
		message.baseBody?.codeBlock ?? message.baseBody?.plaintext,
		...(message.sections ?? [])
			.slice(0, keptSections)
			.flatMap(({ header, description, body }) => [
				header,
				description,
				body?.codeBlock ?? body?.plaintext,
			]),
	].filter((text) => text !== undefined && text !== "");
	return {
		baseBody: {
			plaintext: texts.join("\n").slice(0, shortTextCharacters) || title,
		},
		sections: [
			{ context: [{ text: "The message was too long and has been cut." }] },
		],
	};
}

function size(notice: Notice): number {
	return JSON.stringify(notice).length;
}
