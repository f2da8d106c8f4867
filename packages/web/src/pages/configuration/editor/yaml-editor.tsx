import { Box, useComputedColorScheme } from "@mantine/core";
import {
	type Ref,
	useEffect,
	useEffectEvent,
	useImperativeHandle,
	useRef,
} from "react";
import type { Problem } from "../problem.ts";
import {
	createYamlEditor,
	type YamlEditorHandle,
} from "./create-yaml-editor.ts";
import type { AssistanceData } from "./yaml-assistance.ts";

/** What can be done with an editor from outside. */
export type EditorHandle = Pick<YamlEditorHandle, "goTo" | "focus">;

/** An editor as a component. It is loaded when it is first shown: take it by `lazyPart`. */
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
	const scheme = useComputedColorScheme("light", {
		getInitialValueInEffect: false,
	});
	const { text, problems } = props;
	const known = useEffectEvent(() => props.known);
	const onChange = useEffectEvent(props.onChange);
	const onApply = useEffectEvent(props.onApply);
	const create = useEffectEvent((element: HTMLElement) =>
		createYamlEditor({
			parent: element,
			text,
			scheme,
			label: "Configuration as YAML",
			describedBy: props.describedBy,
			known,
			onChange,
			onApply,
		}),
	);
	useEffect(() => {
		if (!parent.current) return;
		const made = create(parent.current);
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
