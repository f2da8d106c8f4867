import {
	autocompletion,
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
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { highlightSelectionMatches, searchKeymap } from "@codemirror/search";
import { Compartment, EditorState, type Extension } from "@codemirror/state";
import {
	drawSelection,
	EditorView,
	highlightActiveLine,
	highlightSpecialChars,
	hoverTooltip,
	keymap,
	lineNumbers,
} from "@codemirror/view";
import { unseenMarks } from "../../../parts/unseen-marks.ts";
import type { Problem } from "../problem.ts";
import type { Scheme } from "./editor-colors.ts";
import { editorLook } from "./editor-look.ts";
import { toDiagnostics } from "./to-diagnostics.ts";
import {
	type AssistanceData,
	completeThere,
	describeThere,
} from "./yaml-assistance.ts";

export interface YamlEditorHandle {
	/** Puts another text in place of the whole, which can be undone. */
	setText(text: string): void;
	setProblems(problems: readonly Problem[]): void;
	setScheme(scheme: Scheme): void;
	/** Puts the cursor there, both from 1, and shows it. */
	goTo(line: number, column: number): void;
	focus(): void;
	end(): void;
}

interface YamlEditorOptions {
	readonly parent: HTMLElement;
	readonly text: string;
	readonly scheme: Scheme;
	/** Its name, and the id of what says how it is used. */
	readonly label: string;
	readonly describedBy: string;
	readonly known: () => AssistanceData | undefined;
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
					icons: false,
					override: [(context) => completeThere(context, options.known())],
				}),
				hoverTooltip((there, at) => describeThere(there, at, options.known())),
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
			view.dispatch(
				setDiagnostics(
					view.state,
					toDiagnostics(view.state.doc.toString(), problems),
				),
			),
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
		focus: () => view.focus(),
		end: () => view.destroy(),
	};
}

function editing(): Extension {
	return [
		lineNumbers(),
		foldGutter(),
		lintGutter(),
		history(),
		// Marks that turn the direction of text, and what is drawn as nothing, show themselves.
		highlightSpecialChars({ addSpecialChars: unseenMarks }),
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
