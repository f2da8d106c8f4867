import { isBlock, redactBlock } from "./redact-block.ts";
import { type DocumentReader, redactFlow } from "./redact-flow.ts";

/** JSON or YAML with what is secret in it replaced, by its keys; undefined when the text is neither. Linear in the text. */
export function redactDocument(
	text: string,
	reader: DocumentReader,
): string | undefined {
	if (/^\s*(?:\[|\{(?!\{))/.test(text)) return redactFlow(text, reader);
	return isBlock(text) ? redactBlock(text, reader) : undefined;
}
