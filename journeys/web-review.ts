import type { Visitor } from "@quarterdeck/testkit/browser";

/** An action, which lets a plugin be run where it could not before. */
export function widening(name: string): string {
	return `actions:\n  ${name}: {enabled: true, command: cards say here, bindings: {executors: [cards], sources: []}}`;
}

/** So many more actions, and above them a comment with characters that nobody sees. */
export function manyActions(count: number): string {
	const names = Array.from({ length: count - 1 }, (_, place) => `more${place}`);
	const actions = [...names, "last"].map((name) =>
		widening(name).replace("actions:\n", ""),
	);
	return ["# a\u202bd\u2068m\u2060i\u200dn\u{e0061}s", ...actions].join("\n");
}

/** Opens what a change would do, from the page of changes. */
export async function openChange(page: Visitor["page"], number: number) {
	await page.getByRole("button", { name: `Review change ${number}` }).click();
	return page.getByRole("dialog", { name: `Change ${number}` });
}
