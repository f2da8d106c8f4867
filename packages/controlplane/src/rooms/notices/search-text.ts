import type { Notice } from "@quarterdeck/contract";

/** Characters of a message that can be searched. */
const maxMessageCharacters = 4000;

/** What of a notice can be searched for: A to Z in lower case, as words of a search are. */
export function searchTextOf({
	title,
	reason,
	type,
	object,
	message,
}: Notice): string {
	const texts = [
		title,
		reason,
		type,
		object?.kind,
		object?.namespace,
		object?.name,
		message.baseBody?.plaintext,
		message.baseBody?.codeBlock,
		...(message.sections ?? []).flatMap(
			({ header, description, body, textFields, bulletLists, context }) => [
				header,
				description,
				body?.plaintext,
				body?.codeBlock,
				...(textFields ?? []).flatMap(({ key, value }) => [key, value]),
				...(bulletLists ?? []).flatMap(({ items }) => items ?? []),
				...(context ?? []).map(({ text }) => text),
			],
		),
	];
	return texts
		.filter((text) => text !== undefined && text !== "")
		.join("\n")
		.slice(0, maxMessageCharacters)
		.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
