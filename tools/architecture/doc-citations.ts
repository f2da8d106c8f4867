import { dirname, join, normalize } from "node:path/posix";

/** Files of the repository: repository-relative path to text. */
export type Texts = ReadonlyMap<string, string>;

/** Places a stranger cannot open: notes of our own that are not in the repository. */
const unreachable: readonly RegExp[] = [
	/\breference:? (botkube|nats|stack|style|access-and-fleet|chat-platforms)\b/,
	/\b(botkube|nats|stack|style|access-and-fleet|chat-platforms)(\.md)?,? (sections?|§)/i,
	/\b(in|see|\() ?(the )?(botkube|nats|stack|style|access-and-fleet|chat-platforms)\.md\b/,
	/\bdesign[,:] (sections?|rule|")/i,
	/\bDESIGN\.md\b/,
	/\bseeds?: [A-Za-z]/,
	/§ ?\d/,
	/\bissue #?\d+\b/i,
];

/**
 * What is wrong with what comments and documents cite: pages and headings below docs/ that are not there, links of documents that
 * lead nowhere, decisions that do not exist, and references nobody else can open.
 */
export function citationProblems(
	texts: Texts,
	exists: (path: string) => boolean = (path) => texts.has(path),
): string[] {
	return [...texts].flatMap(([file, text]) => {
		const prose = proseOf(file, text);
		return [
			...citedPages(prose).flatMap((cited) => pageProblem(texts, cited)),
			...(file.endsWith(".md")
				? links(text).flatMap((link) => linkProblem(texts, file, link, exists))
				: []),
			...(isCurrent(file)
				? namedPaths(text)
						.filter((path) => !exists(path))
						.map((path) => `${path} does not exist`)
				: []),
			...citedDecisions(prose)
				.filter((number) => !hasDecision(texts, number))
				.map((number) => `decision ${number} does not exist`),
			...unreachable.flatMap((pattern) => {
				const found = pattern.exec(prose)?.[0];
				return found === undefined
					? []
					: [`"${found}" cannot be opened by a stranger; cite a page of docs/`];
			}),
		].map((problem) => `${file}: ${problem}`);
	});
}

/** What people read in a file: the comments of code, the whole of a document. */
function proseOf(file: string, text: string): string {
	if (file.endsWith(".md")) return text;
	if (file.endsWith(".sql")) return commentsOf(text, /--[^\n]*/g);
	return commentsOf(text, /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/[^\n]*/gm);
}

/** Lines of a comment are one text: a citation may be broken over two. */
function commentsOf(text: string, comment: RegExp): string {
	return [...text.matchAll(comment)]
		.map(([found]) => found.replace(/\n\s*\*? ?/g, " "))
		.join("\n");
}

function citedPages(prose: string): string[] {
	return [...prose.matchAll(/(?<![\w/.-])docs\/[\w/.-]+\.md(#[\w-]+)?/g)].map(
		([cited]) => cited,
	);
}

function pageProblem(texts: Texts, cited: string): string[] {
	const [page = "", heading] = cited.split("#");
	const text = texts.get(page);
	if (text === undefined) return [`${page} does not exist`];
	if (heading === undefined || headings(text).has(heading)) return [];
	return [`${page} has no heading #${heading}`];
}

function links(text: string): string[] {
	const withoutCode = text.replace(/```[\s\S]*?```|`[^`\n]*`/g, "");
	return [...withoutCode.matchAll(/\]\(([^)\s]+)\)/g)]
		.map(([, link]) => link ?? "")
		.filter((link) => !/^[a-z]+:/.test(link));
}

function linkProblem(
	texts: Texts,
	file: string,
	link: string,
	exists: (path: string) => boolean,
): string[] {
	const [path = "", heading] = link.split("#");
	const target =
		path === ""
			? file
			: normalize(join(dirname(file), path)).replace(/\/$/, "");
	if (!exists(target)) return [`${target} does not exist`];
	const text = texts.get(target);
	if (heading === undefined || text === undefined) return [];
	return headings(text).has(heading)
		? []
		: [`${target} has no heading #${heading}`];
}

/** The anchors that a document's headings get. */
function headings(text: string): ReadonlySet<string> {
	return new Set(
		[...text.replace(/```[\s\S]*?```/g, "").matchAll(/^#+ (.+)$/gm)].map(
			([, heading = ""]) =>
				heading
					.toLowerCase()
					.replace(/[^\p{L}\p{N} _-]/gu, "")
					.trim()
					.replaceAll(" ", "-"),
		),
	);
}

/** Decisions and the changelog tell of their time; every other document describes what is there. */
function isCurrent(file: string): boolean {
	return (
		file.endsWith(".md") &&
		!/^(docs\/decisions\/|docs\/plan|CHANGELOG)/.test(file)
	);
}

/** Paths from the root that a document names in full. */
function namedPaths(text: string): string[] {
	const path = /`((?:packages|plugins|journeys|bench|tools)\/[\w./-]+)`/g;
	return [...text.matchAll(path)].map(([, found = ""]) =>
		found.replace(/\/$/, ""),
	);
}

function citedDecisions(prose: string): string[] {
	return [...prose.matchAll(/\bdecisions? (\d{4})\b/g)].map(
		([, number]) => number ?? "",
	);
}

function hasDecision(texts: Texts, number: string): boolean {
	return [...texts.keys()].some((file) =>
		file.startsWith(`docs/decisions/${number}-`),
	);
}
