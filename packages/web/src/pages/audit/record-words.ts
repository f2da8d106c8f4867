import { plainOutput } from "../../parts/plain-output.ts";

/** A record of the audit, as a list shows it. */
export interface AuditRow {
	readonly id: string;
	readonly seq: number;
	readonly at: string;
	readonly code: string;
	readonly outcome: string;
	readonly person: string | null;
	readonly subject: string | null;
	readonly clusters: readonly string[];
	readonly channel: string | null;
	readonly facts: unknown;
}

/** What a record is about beside its code, in one line of plain text; empty when there is nothing to add. */
export function detailOf({ code, facts, subject }: AuditRow): {
	readonly text: string;
	/** Words of a command, to be shown as such. */
	readonly isCommand: boolean;
} {
	const known = asFacts(facts);
	const command = textOf(known.words) || textOf(known.text);
	if (code.startsWith("command.") && command)
		return { text: oneLine(command), isCommand: true };
	const text =
		code === "configuration.applied"
			? configurationWords(known)
			: wordsOf(known) || (subject ?? "");
	return { text: oneLine(text), isCommand: false };
}

/** Facts that say nothing to who skims a list. */
const technical = new Set(["joinToken", "runId", "platform"]);
const mostFacts = 4;

function configurationWords({ version, note }: Facts): string {
	const words = `version ${textOf(version) || "?"}`;
	return note ? `${words}: ${textOf(note)}` : words;
}

function wordsOf(facts: Facts): string {
	return Object.entries(facts)
		.filter(([name]) => !technical.has(name))
		.slice(0, mostFacts)
		.map(([name, value]) => {
			const words = textOf(value);
			if (name === "email" || name === "name" || name === "reason")
				return words;
			return words && `${spaced(name)} ${words}`;
		})
		.filter((words) => words !== "")
		.join(", ");
}

type Facts = Readonly<Record<string, unknown>>;

function asFacts(facts: unknown): Facts {
	return typeof facts === "object" && facts !== null && !Array.isArray(facts)
		? (facts as Facts)
		: {};
}

function textOf(value: unknown): string {
	if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(", ");
	if (typeof value === "string") return value;
	return typeof value === "number" || typeof value === "boolean"
		? String(value)
		: "";
}

/** `tokensEnded` as `tokens ended` */
export function spaced(name: string): string {
	return name.replace(
		/([a-z])([A-Z])/g,
		(_, a: string, b: string) => `${a} ${b.toLowerCase()}`,
	);
}

const longestLine = 400;

function oneLine(text: string): string {
	return plainOutput(text.slice(0, longestLine)).replace(/\s+/g, " ").trim();
}
