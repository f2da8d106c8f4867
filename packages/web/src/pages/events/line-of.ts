import { planMessage } from "../../parts/message/plan-message.ts";

const longest = 300;

/** A message in one line: its texts in order, as far as a line goes. */
export function lineOf(message: unknown): string {
	const { body, sections } = planMessage(message);
	const texts = [
		body.text,
		body.code,
		...sections.flatMap((section) => [
			section.header,
			section.description,
			section.body.text,
			section.body.code,
			...section.lists.flatMap(({ items }) => items),
			...section.fields.map(({ key, value }) => `${key}: ${value}`),
		]),
	];
	return texts
		.filter((text) => text.trim() !== "")
		.join(" · ")
		.replace(/\s+/g, " ")
		.slice(0, longest);
}
