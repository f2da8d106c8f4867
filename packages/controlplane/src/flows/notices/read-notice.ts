import { type Notice, noticeSchema, unseenMarks } from "@quarterdeck/contract";

/*
 * A notice as an agent says it, which may be anyone's text: names of objects, lines of logs, what a plugin made up. It is bounded by
 * the schema and by the size of an event; here it loses what makes a text read as another, and what a message may not do unasked.
 */

/** Sections of a message; more were of use to nobody who reads. */
const maxSections = 50;

/** The notice in the data of an event, or undefined when it is none. */
export function readNotice(json: string): Notice | undefined {
	const parsed = noticeSchema.safeParse(parseJson(json));
	if (!parsed.success) return undefined;
	const { raw, message, ...rest } = parsed.data;
	const words = cleanDeep(rest, lineOf) as Omit<Notice, "raw" | "message">;
	const cleaned: Notice = {
		...words,
		message: cleanMessage(message),
		...(raw === undefined ? {} : { raw }),
	};
	// A name or topic of nothing but what nobody sees is none.
	return noticeSchema.safeParse(cleaned).success ? cleaned : undefined;
}

function parseJson(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
}

/** A notice replaces no message, answers none, and is for nobody alone: what says so is left out. */
function cleanMessage(message: Notice["message"]): Notice["message"] {
	const {
		onlyVisibleForYou: _for,
		replaceOriginal: _original,
		userHandle: _handle,
		parentActivityId: _parent,
		...rest
	} = message;
	const cleaned = cleanDeep(rest, textOf) as Notice["message"];
	const { sections } = cleaned;
	if (!sections) return cleaned;
	return {
		...cleaned,
		sections: sections.slice(0, maxSections).map((section) =>
			section.buttons
				? {
						...section,
						buttons: section.buttons.filter(({ url }) => isWebAddress(url)),
					}
				: section,
		),
	};
}

/** Anything else could be run by whoever clicks it. */
function isWebAddress(url: string | undefined): boolean {
	if (url === undefined || url === "") return true;
	const parsed = URL.parse(url);
	return parsed?.protocol === "https:" || parsed?.protocol === "http:";
}

function cleanDeep(value: unknown, clean: (text: string) => string): unknown {
	if (typeof value === "string") return clean(value);
	if (Array.isArray(value)) return value.map((one) => cleanDeep(one, clean));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [
			key,
			cleanDeep(member, clean),
		]),
	);
}

const plain = /^[\x20-\x7e]*$/;

/** On one line. */
function lineOf(text: string): string {
	if (plain.test(text)) return text;
	return textOf(text).replace(/[\t\n]+/g, " ");
}

/** With its lines and tabs. */
function textOf(text: string): string {
	if (plain.test(text)) return text;
	return text
		.replaceAll("\r\n", "\n")
		.replace(/[^\P{Cc}\t\n]/gu, "\uFFFD")
		.replace(unseenMarks, "");
}
