import type { NoticeLevel } from "./levels.ts";

/** What a silence is to match; an empty field matches everything. All are globs but `text`, a part of the title. */
export interface SilenceDraft {
	readonly cluster: string;
	readonly namespace: string;
	readonly kind: string;
	readonly name: string;
	readonly group: string;
	readonly level: NoticeLevel | "";
	readonly text: string;
}

/** What a notice is, as far as a silence looks at it. */
export interface SilenceSubject {
	readonly cluster: string;
	readonly group: string;
	readonly object: {
		readonly kind: string;
		readonly namespace: string | null;
		readonly name: string;
	} | null;
	readonly title: string;
}

/** What controllers put behind the names of pods and jobs: those that follow are meant as well. */
const generated =
	/(?:-(?:[bcdfghjklmnpqrstvwxz2456789]{5}|[bcdfghjklmnpqrstvwxz2456789]{8,10}|[0-9a-f]{8,10}|\d{1,10})){1,2}$/;

/** The silence one is offered first: the same happening again, also of the objects that take this one's place. */
export function draftOf(subject: SilenceSubject): SilenceDraft {
	const { cluster, group, object, title } = subject;
	return {
		cluster,
		namespace: object?.namespace ?? "",
		kind: object?.kind ?? "",
		name: object?.name.replace(generated, "-*") ?? "",
		group,
		level: "",
		// What is about no object is known by its words only.
		text: object ? "" : title,
	};
}

/** As the API takes it; undefined when it would match nothing in particular. */
export function matcherOf(draft: SilenceDraft):
	| (Partial<Record<keyof SilenceDraft, string>> & {
			level?: NoticeLevel;
	  })
	| undefined {
	const said = Object.entries(draft)
		.map(([name, value]) => [name, value.trim()] as const)
		.filter(([, value]) => value !== "");
	return said.length === 0 ? undefined : Object.fromEntries(said);
}

/** For how long, in minutes: 30 days are the most that the API takes, so that the last is a little less. */
export const silenceLengths = [
	{ minutes: 30, label: "30 minutes" },
	{ minutes: 60, label: "1 hour" },
	{ minutes: 240, label: "4 hours" },
	{ minutes: 1440, label: "1 day" },
	{ minutes: 7 * 1440, label: "7 days" },
	{ minutes: 30 * 1440 - 10, label: "30 days" },
] as const;
