/** Whether every word of the query occurs in the text, in any order and case. An empty query matches everything. */
export function matchesWords(query: string, text: string): boolean {
	const where = text.toLowerCase();
	return query
		.toLowerCase()
		.split(/\s+/)
		.every((word) => where.includes(word));
}
