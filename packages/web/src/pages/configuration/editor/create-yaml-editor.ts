import {
	autocompletion,
	type CompletionContext,
	type CompletionResult,
	closeBrackets,
	closeBracketsKeymap,
	completionKeymap,
} from "@codemirror/autocomplete";
import {
	defaultKeymap,
	history,
	historyKeymap,
	indentWithTab,
} from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import {
	bracketMatching,
	foldGutter,
	foldKeymap,
	indentOnInput,
} from "@codemirror/language";
import {
	type Diagnostic,
	lintGutter,
	lintKeymap,
	setDiagnostics,
} from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
	drawSelection,
	EditorView,
	highlightActiveLine,
	hoverTooltip,
	keymap,
	lineNumbers,
} from "@codemirror/view";
import { isError, type Problem } from "../problem.ts";
import {
	completeYaml,
	describeYaml,
	type YamlDescription,
} from "./complete-yaml.ts";
import { editorLook, type Scheme } from "./editor-look.ts";
import type { JsonSchema } from "./json-schema.ts";
import { namesInDocument } from "./names-in-document.ts";
import { problemSpan } from "./problem-span.ts";

export interface Known {
	readonly schema: JsonSchema;
	/** Names of clusters. */
	readonly clusters: readonly string[];
}

export interface YamlEditorHandle {
	/** Puts another text in place of the whole, which can be undone. */
	setText(text: string): void;
	setProblems(problems: readonly Problem[]): void;
	setScheme(scheme: Scheme): void;
	/** Puts the cursor there, both from 1, and shows it. */
	goTo(line: number, column: number): void;
	end(): void;
}

interface YamlEditorOptions {
	readonly parent: HTMLElement;
	readonly text: string;
	readonly scheme: Scheme;
	/** Its name, and the id of what says how it is used. */
	readonly label: string;
	readonly describedBy: string;
	readonly known: () => Known | undefined;
	readonly onChange: (text: string) => void;
	readonly onApply: () => void;
}

/** An editor for a configuration: problems, completion and descriptions in place. */
export function createYamlEditor(options: YamlEditorOptions): YamlEditorHandle {
	const look = new Compartment();
	const view = new EditorView({
		parent: options.parent,
		state: EditorState.create({
			doc: options.text,
			extensions: [
				look.of(editorLook(options.scheme)),
				editing(),
				keys(options.onApply),
				autocompletion({
					override: [(context) => complete(context, options.known())],
				}),
				hoverTooltip((shown, at) => describe(shown, at, options.known())),
				EditorView.contentAttributes.of({
					"aria-label": options.label,
					"aria-describedby": options.describedBy,
					spellcheck: "false",
					tabindex: "0",
				}),
				EditorView.updateListener.of((update) => {
					if (update.docChanged) options.onChange(update.state.doc.toString());
				}),
			],
		}),
	});
	return {
		setText(text) {
			if (text !== view.state.doc.toString())
				view.dispatch({
					changes: { from: 0, to: view.state.doc.length, insert: text },
				});
		},
		setProblems: (problems) =>
			view.dispatch(setDiagnostics(view.state, diagnosticsOf(view, problems))),
		setScheme: (scheme) =>
			view.dispatch({ effects: look.reconfigure(editorLook(scheme)) }),
		goTo(line, column) {
			const { doc } = view.state;
			const at = doc.line(Math.min(Math.max(1, line), doc.lines));
			const anchor = Math.min(at.from + Math.max(0, column - 1), at.to);
			view.focus();
			view.dispatch({
				selection: { anchor },
				effects: EditorView.scrollIntoView(anchor, { y: "center" }),
			});
		},
		end: () => view.destroy(),
	};
}

function editing(): Extension {
	return [
		lineNumbers(),
		foldGutter(),
		lintGutter(),
		history(),
		drawSelection(),
		indentOnInput(),
		bracketMatching(),
		closeBrackets(),
		highlightActiveLine(),
		highlightSelectionMatches(),
		EditorState.tabSize.of(2),
		yaml(),
	];
}

function keys(onApply: () => void): Extension {
	return keymap.of([
		{
			key: "Mod-Enter",
			run() {
				onApply();
				return true;
			},
		},
		...closeBracketsKeymap,
		...searchKeymap,
		...historyKeymap,
		...foldKeymap,
		...completionKeymap,
		...lintKeymap,
		...defaultKeymap,
		indentWithTab,
	]);
}

function complete(
	context: CompletionContext,
	known: Known | undefined,
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

function describe(view: EditorView, at: number, known: Known | undefined) {
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
		said.fallback && `When absent: ${said.fallback}.`,
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

function diagnosticsOf(
	view: EditorView,
	problems: readonly Problem[],
): Diagnostic[] {
	const text = view.state.doc.toString();
	return problems
		.map((problem): Diagnostic => {
			const { from, to, fix } = problemSpan(text, problem);
			const suggestion = problem.suggestion;
			return {
				from,
				to,
				severity: isError(problem) ? "error" : "warning",
				message:
					suggestion && !problem.message.includes(suggestion)
						? `${problem.message}; did you mean ${suggestion}?`
						: problem.message,
				actions: fix
					? [
							{
								name: `Use «${fix}»`,
								apply: (there, start, end) =>
									there.dispatch({
										changes: { from: start, to: end, insert: fix },
									}),
							},
						]
					: [],
			};
		})
		.sort((a, b) => a.from - b.from);
}
