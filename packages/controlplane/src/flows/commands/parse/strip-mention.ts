/** What a plugin writes for our name in its buttons, and what people write; whatever it is called, it is we who are spoken to. */
const mention = /^(?:\{\{\s*\.?BotName\s*\}\}|@quarterdeck|@botkube)(?=\s|$)/i;

/** The text without a mention of the house at its beginning: in the console nobody else is spoken to. */
export function stripMention(text: string): string {
	return text.replace(mention, "").trimStart();
}
