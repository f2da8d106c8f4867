import {
	type Notice,
	type NoticeLevel,
	noticeLevels,
	type SilenceId,
} from "@quarterdeck/contract";
import { z } from "zod";
import { matchesGlob } from "../permissions/index.ts";

const glob = z.string().min(1).max(256);

/** What a silence keeps quiet: notices that meet every field that is present. Text is compared as a glob, except `text`. */
export const silenceMatcherSchema = z.object({
	cluster: glob.optional(),
	namespace: glob.optional(),
	kind: glob.optional(),
	name: glob.optional(),
	group: glob.optional(),
	level: z.enum(noticeLevels).optional(),
	/** Part of the title, in any case. */
	text: glob.optional(),
});
export interface SilenceMatcher {
	readonly cluster?: string | undefined;
	readonly namespace?: string | undefined;
	readonly kind?: string | undefined;
	readonly name?: string | undefined;
	readonly group?: string | undefined;
	readonly level?: NoticeLevel | undefined;
	readonly text?: string | undefined;
}

/** Keeps notices out of channels until its end. They stay where all notices are listed. */
export interface Silence {
	readonly id: SilenceId;
	readonly matcher: SilenceMatcher;
	/** Channels with a list of members, by `addresseeKey`, that whoever made it could read: of those, it acts in these only. */
	readonly memberChannels: readonly string[];
	readonly reason: string;
	/** An email. */
	readonly createdBy: string;
	readonly createdAt: Date;
	/** From then on it keeps nothing quiet; moved forward when somebody ends it. */
	readonly endsAt: Date;
	/** Who ended it before its time. */
	readonly endedBy: string | undefined;
}

/** Whether a notice of a cluster is kept quiet. */
export function matchesSilence(
	{ matcher }: Pick<Silence, "matcher">,
	clusterName: string,
	{ group, level, title, object }: Notice,
): boolean {
	const meets = (pattern: string | undefined, text: string | undefined) =>
		pattern === undefined || matchesGlob(pattern, text ?? "");
	return (
		meets(matcher.cluster, clusterName) &&
		meets(matcher.namespace, object?.namespace) &&
		meets(matcher.kind, object?.kind) &&
		meets(matcher.name, object?.name) &&
		meets(matcher.group, group) &&
		(matcher.level === undefined || matcher.level === level) &&
		(matcher.text === undefined ||
			title.toLowerCase().includes(matcher.text.toLowerCase()))
	);
}
