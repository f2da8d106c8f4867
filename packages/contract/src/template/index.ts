import { parseTemplate } from "./parse-template.ts";
import { renderNodes } from "./render-template.ts";

export { TemplateError } from "./template-error.ts";

/** A template that was read. */
export interface Template {
	/**
	 * The text over what JSON can hold; nothing is escaped.
	 * @throws TemplateError when a function refuses, a field is taken of what has none, or it takes too many steps or characters.
	 */
	render(data: unknown): string;
}

/**
 * Reads a template as Go's text/template does, with the functions of slim-sprig that need neither a clock nor a pattern
 * (docs/architecture/botkube-compatibility.md#templates). Only the own keys of the data are seen.
 * @throws TemplateError for what is no template.
 */
export function readTemplate(source: string): Template {
	const nodes = parseTemplate(source);
	return { render: (data) => renderNodes(nodes, data) };
}
