import { Box, useComputedColorScheme } from "@mantine/core";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { Problem } from "../problem.ts";
import {
	createYamlEditor,
	type YamlEditorHandle,
} from "./create-yaml-editor.ts";
import type { AssistanceData } from "./yaml-assistance.ts";

/** What can be done with an editor from outside. */
export type EditorHandle = Pick<YamlEditorHandle, "goTo" | "focus">;

/** An editor as a component. It is loaded when it is first shown: take it by `lazy`. */
export function YamlEditor(props: {
	readonly text: string;
	readonly onChange: (text: string) => void;
	readonly onApply: () => void;
	readonly problems: readonly Problem[];
	readonly known: AssistanceData | undefined;
	readonly describedBy: string;
	readonly ref?: Ref<EditorHandle>;
}) {
	const parent = useRef<HTMLDivElement>(null);
	const editor = useRef<YamlEditorHandle>(undefined);
	const latest = useRef(props);
	latest.current = props;
	const scheme = useComputedColorScheme("light");
	const firstScheme = useRef(scheme);
	const { text, problems } = props;
	useEffect(() => {
		if (!parent.current) return;
		const made = createYamlEditor({
			parent: parent.current,
			text: latest.current.text,
			scheme: firstScheme.current,
			label: "Configuration as YAML",
			describedBy: latest.current.describedBy,
			known: () => latest.current.known,
			onChange: (changed) => latest.current.onChange(changed),
			onApply: () => latest.current.onApply(),
		});
		editor.current = made;
		return () => made.end();
	}, []);
	useEffect(() => editor.current?.setText(text), [text]);
	useEffect(() => editor.current?.setProblems(problems), [problems]);
	useEffect(() => editor.current?.setScheme(scheme), [scheme]);
	useImperativeHandle(
		props.ref,
		() => ({
			goTo: (line, column) => editor.current?.goTo(line, column),
			focus: () => editor.current?.focus(),
		}),
		[],
	);
	return <Box ref={parent} h="100%" />;
}
