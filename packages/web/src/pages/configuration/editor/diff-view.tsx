import { yaml } from "@codemirror/lang-yaml";
import { MergeView, unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import {
	EditorView,
	highlightSpecialChars,
	lineNumbers,
} from "@codemirror/view";
import { Box, useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import { unseenMarks } from "../../../parts/unseen-marks.ts";
import type { Scheme } from "./editor-colors.ts";
import { editorLook } from "./editor-look.ts";

export interface DiffSides {
	readonly before: string;
	readonly after: string;
	/** What the sides are: `Version 3`. */
	readonly beforeLabel: string;
	readonly afterLabel: string;
	readonly layout: "side by side" | "unified";
}

/** What differs between two texts, to be read only. It is loaded when it is first shown: take it by `lazyPart`. */
export function DiffView(props: DiffSides) {
	const parent = useRef<HTMLDivElement>(null);
	const scheme = useComputedColorScheme("light", {
		getInitialValueInEffect: false,
	});
	const { before, after, beforeLabel, afterLabel, layout } = props;
	useEffect(() => {
		if (!parent.current) return;
		const sides = { before, after, beforeLabel, afterLabel, layout };
		return showDiff(parent.current, sides, scheme);
	}, [before, after, beforeLabel, afterLabel, layout, scheme]);
	return <Box ref={parent} />;
}

const collapseUnchanged = { margin: 3, minSize: 6 };
const diffConfig = { scanLimit: 1000, timeout: 500 };

function showDiff(
	parent: HTMLElement,
	sides: DiffSides,
	scheme: Scheme,
): () => void {
	const { before, after, beforeLabel, afterLabel } = sides;
	if (sides.layout === "side by side") {
		const view = new MergeView({
			parent,
			a: { doc: before, extensions: reading(scheme, beforeLabel) },
			b: { doc: after, extensions: reading(scheme, afterLabel) },
			collapseUnchanged,
			diffConfig,
		});
		return () => view.destroy();
	}
	const view = new EditorView({
		parent,
		state: EditorState.create({
			doc: after,
			extensions: [
				reading(scheme, `${beforeLabel} to ${afterLabel}`),
				unifiedMergeView({
					original: before,
					mergeControls: false,
					collapseUnchanged,
					diffConfig,
				}),
			],
		}),
	});
	return () => view.destroy();
}

function reading(scheme: Scheme, label: string): Extension {
	return [
		editorLook(scheme),
		lineNumbers(),
		highlightSpecialChars({ addSpecialChars: unseenMarks }),
		yaml(),
		EditorState.readOnly.of(true),
		EditorView.editable.of(false),
		EditorView.lineWrapping,
		EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
	];
}
