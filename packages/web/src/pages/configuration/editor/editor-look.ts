import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { styleNonce } from "../../../look/style-nonce.ts";
import { changeColors, type Scheme, textColors } from "./editor-colors.ts";

/** How editors look in a colour scheme; their style elements carry the page's nonce. */
export function editorLook(scheme: Scheme): Extension {
	const colors = textColors[scheme];
	const highlight = HighlightStyle.define(
		[
			{ tag: tags.propertyName, color: colors.key },
			{ tag: [tags.definition(tags.propertyName)], color: colors.key },
			{ tag: [tags.string, tags.content], color: colors.text },
			{ tag: [tags.number, tags.bool, tags.null], color: colors.number },
			{
				tag: [tags.labelName, tags.typeName, tags.keyword],
				color: colors.word,
			},
			{ tag: tags.comment, color: colors.comment, fontStyle: "italic" },
			{ tag: [tags.punctuation, tags.meta], color: colors.mark },
		],
		{ themeType: scheme },
	);
	return [
		EditorView.cspNonce.of(styleNonce()),
		EditorView.theme(rules, { dark: scheme === "dark" }),
		EditorView.theme(changeRules(scheme)),
		syntaxHighlighting(highlight),
	];
}

const rules = {
	"&": {
		backgroundColor: "var(--mantine-color-body)",
		color: "var(--mantine-color-text)",
		fontSize: "13px",
		height: "100%",
	},
	"&.cm-focused": { outline: "none" },
	".cm-scroller": {
		fontFamily: "var(--mantine-font-family-monospace)",
		lineHeight: "1.5",
	},
	".cm-content": { caretColor: "var(--mantine-color-text)" },
	".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
	".cm-gutters": {
		backgroundColor: "var(--mantine-color-default)",
		color: "var(--mantine-color-dimmed)",
		borderRight: "1px solid var(--mantine-color-default-border)",
	},
	".cm-tooltip": {
		backgroundColor: "var(--mantine-color-default)",
		color: "var(--mantine-color-text)",
		border: "1px solid var(--mantine-color-default-border)",
		borderRadius: "6px",
		maxWidth: "min(480px, 90vw)",
		overflowWrap: "anywhere",
	},
	".cm-tooltip.cm-tooltip-autocomplete > ul": {
		fontFamily: "var(--mantine-font-family-monospace)",
		maxHeight: "14em",
	},
	".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 8px" },
	".cm-tooltip-autocomplete ul li[aria-selected]": {
		background: "var(--mantine-primary-color-filled) !important",
		color: "white !important",
	},
	".cm-completionDetail": { fontStyle: "normal", opacity: "0.85" },
	".cm-panels": {
		backgroundColor: "var(--mantine-color-default)",
		color: "var(--mantine-color-text)",
	},
	".cm-specialChar": { color: "var(--mantine-color-error)" },
	".cm-panel.cm-search": { padding: "6px 10px" },
	".cm-panel.cm-search label, .cm-textfield, .cm-button": { fontSize: "12px" },
	".cm-textfield, .cm-button": {
		backgroundColor: "var(--mantine-color-body)",
		backgroundImage: "none",
		color: "var(--mantine-color-text)",
		border: "1px solid var(--mantine-color-default-border)",
		borderRadius: "4px",
	},
	".cm-diagnostic": { overflowWrap: "anywhere", maxWidth: "60ch" },
	".cm-diagnosticAction": {
		backgroundColor: "var(--mantine-color-sea-9)",
		color: "white",
		padding: "2px 8px",
		margin: "0 0 0 8px",
	},
	".cm-describe": { padding: "6px 10px" },
	".cm-describe code": { fontFamily: "var(--mantine-font-family-monospace)" },
	".cm-activeLine, .cm-activeLineGutter": {
		backgroundColor: "var(--mantine-color-default-hover)",
	},
	".cm-collapsedLines:before, .cm-collapsedLines:after": {
		content: '"⋯" !important',
	},
	".cm-collapsedLines": {
		background: "var(--mantine-color-default-hover) !important",
		color: "var(--mantine-color-dimmed) !important",
	},
};

/** Lines and words that were changed, on either side. */
function changeRules(scheme: Scheme) {
	const { added, addedWord, deleted, deletedWord } = changeColors[scheme];
	const strongly = (backgroundColor: string) => ({
		background: `${backgroundColor} !important`,
	});
	return {
		".cm-changedLine": strongly(added),
		".cm-deletedChunk, &.cm-merge-a .cm-changedLine": strongly(deleted),
		".cm-changedText": strongly(addedWord),
		".cm-deletedText, &.cm-merge-a .cm-changedText": strongly(deletedWord),
	};
}
