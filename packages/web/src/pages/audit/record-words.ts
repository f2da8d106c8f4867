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
	const text = detailPieces({ code, facts, subject })
		.map(({ words }) => words)
		.join(", ");
	return { text: oneLine(text), isCommand: false };
}

/** A part of what a record that is no command is about, in one line of plain text. */
interface DetailPiece {
	readonly words: string;
	/** Of somebody or something: its end tells as much as its beginning. */
	readonly isName: boolean;
}

export function detailPieces({
	code,
	facts,
	subject,
}: Pick<AuditRow, "code" | "facts" | "subject">): readonly DetailPiece[] {
	const known = asFacts(facts);
	const told =
		code === "configuration.applied"
			? [{ words: configurationWords(known), isName: false }]
			: piecesOf(known);
	const found = told.length > 0 ? told : [nameOf(subject ?? "")];
	const pieces: DetailPiece[] = [];
	for (const { words, isName } of found) {
		const text = oneLine(words);
		const last = pieces.at(-1);
		if (text === "") continue;
		// Other words in a row are cut once, at their end.
		if (last && !isName && !last.isName)
			pieces[pieces.length - 1] = {
				words: `${last.words}, ${text}`,
				isName: false,
			};
		else pieces.push({ words: text, isName });
	}
	return pieces;
}

/** Facts that say nothing to who skims a list. */
const technical = new Set(["joinToken", "runId", "platform"]);
const mostFacts = 4;

function configurationWords({ version, note }: Facts): string {
	const words = `version ${textOf(version) || "?"}`;
	return note ? `${words}: ${textOf(note)}` : words;
}

function piecesOf(facts: Facts): readonly DetailPiece[] {
	return Object.entries(facts)
		.filter(([name]) => !technical.has(name))
		.slice(0, mostFacts)
		.flatMap(([name, value]) => {
			const words = textOf(value);
			if (words === "") return [];
			if (name === "email" || name === "name") return [nameOf(words)];
			if (name === "reason") return [{ words, isName: false }];
			return [{ words: `${spaced(name)} ${words}`, isName: isEmail(words) }];
		});
}

function nameOf(words: string): DetailPiece {
	return { words, isName: true };
}

function isEmail(words: string): boolean {
	return /^[^\s@]+@[^\s@]+$/.test(words);
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
