/**
 * Whether the text matches the pattern as a whole: `*` stands for any run of characters, `?` for one, everything else for itself.
 * Linear in pattern × text at worst, so a hostile pattern cannot hold the process.
 */
export function matchesGlob(pattern: string, text: string): boolean {
	let p = 0;
	let t = 0;
	let star = -1;
	let resumeAt = 0;
	while (t < text.length) {
		if (pattern[p] === "*") {
			star = p++;
			resumeAt = t;
		} else if (pattern[p] === "?" || pattern[p] === text[t]) {
			p++;
			t++;
		} else if (star >= 0) {
			p = star + 1;
			t = ++resumeAt;
		} else return false;
	}
	while (pattern[p] === "*") p++;
	return p === pattern.length;
}
