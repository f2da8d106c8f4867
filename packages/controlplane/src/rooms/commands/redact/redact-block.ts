import { isSecretName, redactedText } from "@quarterdeck/contract";
import { type DocumentReader, redactFlow } from "./redact-flow.ts";
import {
	isSecretKey,
	isSecretPointer,
	namedKeys,
	namingKeys,
} from "./secret-keys.ts";

/** A key with what stands behind it on its line. */
const keyed =
	/^((?:\s|- ){0,256})(["']?)([\w./~-]{1,253})\2\s{0,8}:(?:\s{1,8}(.*))?$/s;

/** Whether a text is YAML over several lines, or one line of it that holds brackets. */
export function isBlock(text: string): boolean {
	return text.includes("\n")
		? /^[ \t-]{0,64}["']?[\w./~-]{1,253}["']?\s?:(\s|$)/m.test(text)
		: /^\s{0,64}["']?[\w./~-]{1,253}["']?\s?:\s{1,8}[{[]/.test(text);
}

/** YAML over several lines with what is secret in it replaced, line by line. Linear in the text. */
export function redactBlock(text: string, reader: DocumentReader): string {
	const lines = text.split("\n");
	const isSecretObject =
		reader.isSecretObject ||
		/^[ \t-]{0,256}kind:[ \t]{1,8}["']?Secret["']?[ \t\r]{0,8}$/m.test(text);
	const named = namedLines(lines, isSecretObject);
	/** The indentation of a key whose lines below are all secret. */
	let secretAbove: number | undefined;
	return lines
		.map((line, i) => {
			const indent = /^\s*/.exec(line)?.[0].length ?? 0;
			if (line.trim() === "") return line;
			if (secretAbove !== undefined && indent > secretAbove)
				return hideLine(line, indent);
			secretAbove = undefined;
			const [, lead = "", quote = "", key = "", value = ""] =
				keyed.exec(line) ?? [];
			if (key === "") return reader.hideText(line);
			const said = value.trim();
			const holdsMore = said === "" || /^[|>&]/.test(said);
			const isSecret =
				isSecretKey(key, !holdsMore || said !== "") ||
				(isSecretObject && key === "data") ||
				(named.has(i) && namedKeys.includes(key));
			const head = `${lead}${quote}${key}${quote}: `;
			if (isSecret && holdsMore) secretAbove = lead.length;
			if (holdsMore) return line;
			if (isSecret)
				return /^(true|false|null|~)$/.test(said)
					? line
					: `${head}${JSON.stringify(redactedText)}`;
			const shown = /^[[{]/.test(said)
				? redactFlow(said, { ...reader, isSecretObject })
				: reader.hideText(said);
			return shown === said ? line : `${head}${shown}`;
		})
		.join("\n");
}

/** A key below a secret one stays, what it holds does not. */
function hideLine(line: string, indent: number): string {
	const [, lead = "", quote = "", key = "", value = ""] =
		keyed.exec(line) ?? [];
	if (key === "") return `${line.slice(0, indent)}${redactedText}`;
	return value.trim() === ""
		? line
		: `${lead}${quote}${key}${quote}: ${JSON.stringify(redactedText)}`;
}

/** The lines of maps in which a secret is named, by `name` beside them or by the pointer of a patch. */
function namedLines(
	lines: readonly string[],
	isSecretObject: boolean,
): ReadonlySet<number> {
	const named = new Set<number>();
	/** The maps that are open, by indentation, with their lines so far. */
	const open: { at: number; lines: number[]; isNamed: boolean }[] = [];
	for (const [i, line] of lines.entries()) {
		const [, lead, , key = "", value = ""] = keyed.exec(line) ?? [];
		if (lead === undefined) continue;
		const begins = lead.includes("-");
		while ((open.at(-1)?.at ?? -1) > lead.length) close(open.pop());
		if (begins && open.at(-1)?.at === lead.length) close(open.pop());
		if (open.at(-1)?.at !== lead.length)
			open.push({ at: lead.length, lines: [], isNamed: false });
		const map = open.at(-1);
		map?.lines.push(i);
		const said = value.trim().replace(/^(["'])(.*)\1$/s, "$2");
		const isNamed =
			(namingKeys.includes(key) && isSecretName(said)) ||
			(key === "path" && isSecretPointer(said, isSecretObject));
		if (map && isNamed) map.isNamed = true;
	}
	for (const map of open) close(map);
	return named;

	function close(map: (typeof open)[number] | undefined): void {
		if (map?.isNamed) for (const line of map.lines) named.add(line);
	}
}
