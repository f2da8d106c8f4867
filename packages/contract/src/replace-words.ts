/*
 * Aho and Corasick's machine: all words are looked for in one pass, whose time is that of the text, however many there are. A
 * tree of the words' beginnings; `fallback` of a beginning is the longest end of it that begins a word too.
 */
interface Machine {
	/** The node behind a node and a letter. */
	readonly edges: ReadonlyMap<number, number>;
	readonly fallback: readonly number[];
	/** The length of the longest word that ends at a node; 0 for none. */
	readonly longest: readonly number[];
	/** How many letters lead to a node: so many, at the end of a text, may be the beginning of a word. */
	readonly depths: readonly number[];
}

/** What one text is replaced with: every place that any of the words covers, overlapping ones as one. Linear in text and words. */
export function createWordReplacer(
	words: Iterable<string>,
	replacement: string,
): (text: string) => string {
	const open = createStreamReplacer(words, replacement);
	return (text) => {
		const stream = open();
		return stream.push(text) + stream.end();
	};
}

/** A text that comes in pieces. What may be the beginning of a word is held back, at most the length of the longest. */
export interface ReplacingStream {
	/** What is sure of the text so far. */
	push(text: string): string;
	/** The rest; the stream begins anew behind it. */
	end(): string;
}

/** The same for texts that come in pieces, wherever these are cut: opens a stream of its own for each. */
export function createStreamReplacer(
	words: Iterable<string>,
	replacement: string,
): () => ReplacingStream {
	const known = [...new Set(words)].filter((word) => word !== "");
	if (known.length === 0)
		return () => ({ push: (text) => text, end: () => "" });
	const machine = build(known);
	return () => openStream(machine, replacement);
}

const letters = 0x1_0000;

function build(words: readonly string[]): Machine {
	const edges = new Map<number, number>();
	const longest = [0];
	const parents = [0];
	const depths = [0];
	const codes = [0];
	for (const word of words) {
		let node = 0;
		for (let i = 0; i < word.length; i++) {
			const code = word.charCodeAt(i);
			const known = edges.get(node * letters + code);
			const next = known ?? longest.length;
			if (known === undefined) {
				edges.set(node * letters + code, next);
				longest.push(0);
				parents.push(node);
				depths.push(i + 1);
				codes.push(code);
			}
			node = next;
		}
		longest[node] = word.length;
	}
	const fallback = depths.map(() => 0);
	const nearestFirst = [...depths.keys()].sort(
		(a, b) => (depths[a] ?? 0) - (depths[b] ?? 0),
	);
	for (const node of nearestFirst) {
		const parent = parents[node] ?? 0;
		if (parent === 0) continue;
		const back = step({ edges, fallback }, fallback[parent] ?? 0, codes[node]);
		fallback[node] = back;
		longest[node] ||= longest[back] ?? 0;
	}
	return { edges, fallback, longest, depths };
}

function step(
	{ edges, fallback }: Pick<Machine, "edges" | "fallback">,
	from: number,
	code = 0,
): number {
	for (let node = from; ; node = fallback[node] ?? 0) {
		const next = edges.get(node * letters + code);
		if (next !== undefined) return next;
		if (node === 0) return 0;
	}
}

/** A place that words cover, in what is held; whether its replacement was handed out already. */
interface Covered {
	readonly start: number;
	readonly end: number;
	readonly isTold: boolean;
}

function openStream(machine: Machine, replacement: string): ReplacingStream {
	let node = 0;
	let held = "";
	let covered: Covered[] = [];

	function look(text: string): void {
		const before = held.length;
		held += text;
		for (let i = before; i < held.length; i++) {
			node = step(machine, node, held.charCodeAt(i));
			const length = machine.longest[node] ?? 0;
			if (length > 0) cover(i + 1 - length, i + 1);
		}
	}
	function cover(from: number, end: number): void {
		let start = from;
		let isTold = false;
		for (
			let last = covered.at(-1);
			last && last.end > start;
			last = covered.at(-1)
		) {
			start = Math.min(start, last.start);
			isTold ||= last.isTold;
			covered.pop();
		}
		covered.push({ start, end, isTold });
	}
	/** Hands out what stands before `sure`; of a place that reaches beyond it the replacement is told once. */
	function handOut(sure: number): string {
		const pieces: string[] = [];
		let at = 0;
		for (const { start, end, isTold } of covered) {
			if (start >= sure) break;
			pieces.push(held.slice(at, start), isTold ? "" : replacement);
			at = end;
		}
		pieces.push(held.slice(at, sure));
		held = held.slice(sure);
		covered = covered
			.filter(({ end }) => end > sure)
			.map(({ start, end, isTold }) => ({
				start: Math.max(0, start - sure),
				end: end - sure,
				isTold: isTold || start < sure,
			}));
		return pieces.join("");
	}
	return {
		push(text) {
			look(text);
			return handOut(held.length - (machine.depths[node] ?? 0));
		},
		end() {
			node = 0;
			return handOut(held.length);
		},
	};
}
