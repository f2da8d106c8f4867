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
}

/** What one text is replaced with: every place that any of the words covers, overlapping ones as one. Linear in text and words. */
export function createWordReplacer(
	words: Iterable<string>,
	replacement: string,
): (text: string) => string {
	const known = [...new Set(words)].filter((word) => word !== "");
	if (known.length === 0) return (text) => text;
	const machine = build(known);
	return (text) => replace(machine, text, replacement);
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
	return { edges, fallback, longest };
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

function replace(machine: Machine, text: string, replacement: string): string {
	const found: { start: number; end: number }[] = [];
	let node = 0;
	for (let i = 0; i < text.length; i++) {
		node = step(machine, node, text.charCodeAt(i));
		const length = machine.longest[node] ?? 0;
		if (length === 0) continue;
		let start = i + 1 - length;
		for (
			let last = found.at(-1);
			last && last.end > start;
			last = found.at(-1)
		) {
			start = Math.min(start, last.start);
			found.pop();
		}
		found.push({ start, end: i + 1 });
	}
	let at = 0;
	const pieces: string[] = [];
	for (const { start, end } of found) {
		pieces.push(text.slice(at, start), replacement);
		at = end;
	}
	return pieces.length === 0 ? text : pieces.join("") + text.slice(at);
}
