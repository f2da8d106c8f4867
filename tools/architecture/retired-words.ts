import { withoutComments } from "./read-imports.ts";

/** A word that names may no longer contain, as a row of the table "Retired" in docs/words.md says. */
export interface RetiredWord {
	/** One word, or several that follow each other. */
	readonly words: readonly string[];
	/** Which part of a name it is looked for in. */
	readonly place: "anywhere" | "end" | "alone";
	readonly useInstead: string;
	/** Folders it is retired in. */
	readonly folders: readonly string[];
	/** Words that make a name fine when it contains one of them as well. */
	readonly fineWith: readonly string[];
}

/**
 * Reads the table "Retired" of docs/words.md. A word is written `speaker` for anywhere in a name, `… over` for its end, and
 * `running alone` for the whole of it.
 * @throws Error when there is no such table, or a row is not understood.
 */
export function readRetiredWords(markdown: string): RetiredWord[] {
	const section = markdown.split(/^## /m).find((one) => /^Retired\b/.test(one));
	if (section === undefined)
		throw new Error('docs/words.md has no section "Retired".');
	const rows = section.split("\n").filter((line) => line.startsWith("| `"));
	if (rows.length === 0)
		throw new Error("The table of retired words is empty.");
	return rows.map(readRow);
}

function readRow(row: string): RetiredWord {
	const cells = row.split("|").slice(1, -1);
	const [retired, useInstead, where, fineWith = ""] = cells.map((cell) =>
		cell.trim(),
	);
	const pattern = retired?.match(/^`(… )?([a-z]+(?: [a-z]+)*?)( alone)?`$/);
	if (!pattern || !useInstead || !where)
		throw new Error(`A row of the retired words is not understood: ${row}`);
	const [, end, words = "", alone] = pattern;
	return {
		words: words.split(" "),
		place: end ? "end" : alone ? "alone" : "anywhere",
		useInstead,
		folders: listOf(where),
		fineWith: listOf(fineWith),
	};
}

function listOf(cell: string): string[] {
	return [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
}

/** Every exported name, and every file and folder, whose name contains a retired word; one sentence each. */
export function findRetiredWords(
	files: ReadonlyMap<string, string>,
	retired: readonly RetiredWord[],
): string[] {
	const found = new Set<string>();
	for (const [file, text] of files) {
		const here = retired.filter(({ folders }) =>
			folders.some((folder) => file.startsWith(`${folder}/`)),
		);
		for (const word of here) {
			for (const name of exportedNames(text))
				if (contains(wordsOf(name), word))
					found.add(`${file}: exports ${name}: ${advice(word)}`);
			for (const part of file.split("/"))
				if (contains(wordsOf(part.replace(/\..*$/, "")), word))
					found.add(`${file}: is named ${part}: ${advice(word)}`);
		}
	}
	return [...found].sort();
}

function advice({ words, useInstead }: RetiredWord): string {
	return `"${words.join(" ")}" is retired; use ${useInstead}`;
}

/** The names a file exports, whichever way it is written. */
export function exportedNames(text: string): string[] {
	const code = withoutComments(text);
	const declared = code.matchAll(
		/\bexport\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|const|let|class|interface|type|namespace)\s+([A-Za-z_$][\w$]*)/g,
	);
	const listed = code.matchAll(/\bexport\s+(?:type\s+)?\{([^}]*)\}/g);
	return [
		...[...declared].map((match) => match[1] ?? ""),
		...[...listed].flatMap((match) =>
			(match[1] ?? "")
				.split(",")
				.map((one) => one.trim().split(/\s+/).at(-1) ?? "")
				.filter((name) => name !== ""),
		),
	];
}

/** `tellAll`, `TELL_ALL` and `tell-all` are the words "tell" and "all". */
function wordsOf(name: string): string[] {
	return name
		.replace(/([a-z0-9])([A-Z])/g, "$1 $2")
		.replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2")
		.split(/[^A-Za-z0-9]+/)
		.map((word) => word.toLowerCase())
		.filter((word) => word !== "");
}

function contains(name: readonly string[], retired: RetiredWord): boolean {
	if (retired.fineWith.some((word) => name.includes(word))) return false;
	const { words, place } = retired;
	const isAt = (start: number) =>
		words.every((word, i) => name[start + i] === word);
	if (place === "alone") return name.length === words.length && isAt(0);
	if (place === "end")
		return name.length > words.length && isAt(name.length - words.length);
	return name.some((_, start) => isAt(start));
}
