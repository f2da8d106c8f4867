import type {
	CompletionContext,
	CompletionResult,
} from "@codemirror/autocomplete";
import type { EditorView, Tooltip } from "@codemirror/view";
import {
	completeYaml,
	describeYaml,
	type YamlDescription,
} from "./complete-yaml.ts";
import type { JsonSchema } from "./json-schema.ts";
import { namesInDocument } from "./names-in-document.ts";

/** What completion and descriptions know. */
export interface AssistanceData {
	readonly schema: JsonSchema;
	/** Names of clusters. */
	readonly clusters: readonly string[];
}

/** What may be typed at the cursor, as the editor takes it. */
export function completeThere(
	context: CompletionContext,
	known: AssistanceData | undefined,
): CompletionResult | null {
	if (!known) return null;
	const text = context.state.doc.toString();
	const found = completeYaml(text, context.pos, {
		schema: known.schema,
		names: { ...namesInDocument(text), clusters: known.clusters },
	});
	if (!found) return null;
	// Unasked only while a word is typed: an empty line is no question.
	if (!context.explicit && found.from === context.pos) return null;
	return {
		from: found.from,
		options: found.options.map(({ label, apply, kind, detail, info }) => ({
			label,
			apply,
			type: kind === "key" ? "property" : "constant",
			detail,
			...(info ? { info } : {}),
		})),
		validFor: /^[\w./-]*$/,
	};
}

/** What the schema says of the word one points at. */
export function describeThere(
	view: EditorView,
	at: number,
	known: AssistanceData | undefined,
): Tooltip | null {
	const said =
		known && describeYaml(view.state.doc.toString(), at, known.schema);
	if (!said) return null;
	return {
		pos: said.from,
		end: said.to,
		create: () => ({ dom: descriptionOf(said) }),
	};
}

function descriptionOf(said: YamlDescription): HTMLElement {
	const dom = document.createElement("div");
	dom.className = "cm-describe";
	const path = document.createElement("code");
	path.textContent = said.path;
	const lines = [
		said.type && `Takes ${said.type}.`,
		said.fallback && `Default: ${said.fallback}.`,
		said.description,
	];
	dom.append(path);
	for (const line of lines) {
		if (!line) continue;
		const paragraph = document.createElement("div");
		paragraph.textContent = line;
		dom.append(paragraph);
	}
	return dom;
}
