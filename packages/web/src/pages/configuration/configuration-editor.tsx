import { Alert, Box, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { useApiMutation, useApiQuery } from "../../data/use-api.ts";
import { Loaded, lazyPart } from "../../parts/lazy-part.tsx";
import { Loading } from "../../parts/loading.tsx";
import { notifyDone } from "../../parts/notify.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { type Change, ChangeDialog } from "./change-dialog.tsx";
import classes from "./configuration.module.css";
import { ConflictNote } from "./conflict-note.tsx";
import {
	applyConfigurationDocument,
	configurationSchemaDocument,
} from "./documents.ts";
import { isBehind } from "./editing.ts";
import type { JsonSchema } from "./editor/json-schema.ts";
import type { AssistanceData } from "./editor/yaml-assistance.ts";
import type { EditorHandle } from "./editor/yaml-editor.tsx";
import { EditorBar, mayApply } from "./editor-bar.tsx";
import { EmptyNote } from "./empty-note.tsx";
import type { Problem } from "./problem.ts";
import { ProblemList } from "./problem-list.tsx";
import { WouldWaitNote } from "./review/would-wait-note.tsx";
import type { EditingState } from "./use-editing.ts";
import { useValidation, type Validation } from "./use-validation.ts";
import type { Version } from "./version.ts";
import { WarningsNote } from "./warnings-note.tsx";

const yaml = lazyPart(() => import("./editor/yaml-editor.tsx"));

/** Where a configuration is written, checked and applied. */
export function ConfigurationEditor(props: {
	readonly current: Version;
	readonly state: EditingState;
	readonly clusterNames: readonly string[];
	readonly onConflict: () => void;
}) {
	const { current, state } = props;
	const { base, text } = state.editing;
	const behind = isBehind(state.editing, current);
	const isEmpty = base.version === 0 && text.trim() === "";
	const validation = useValidation(text, base.version);
	const problems = isEmpty ? none : validation.problems;
	const known = useKnown(props.clusterNames);
	const editor = useRef<EditorHandle>(null);
	const [change, setChange] = useState<Change>();
	const makeChange = useApply(props);
	const apply = () => {
		if (mayApply({ state, behind, validation }))
			setChange(
				makeChange({ problems, widens: validation.widens }, () =>
					setChange(undefined),
				),
			);
	};
	const thenFocus = (act: () => void) => () => {
		act();
		editor.current?.focus();
	};
	const discard = thenFocus(() => state.restart());
	return (
		<Stack gap="xs">
			{behind && (
				<ConflictNote
					editing={state.editing}
					current={current}
					onKeep={thenFocus(state.keepOnTop)}
					onDiscard={discard}
				/>
			)}
			{isEmpty && (
				<EmptyNote
					onBegin={(example) => thenFocus(() => state.write(example))()}
				/>
			)}
			<EditorBar
				state={state}
				behind={behind}
				validation={{ ...validation, problems }}
				onApply={apply}
				onDiscard={discard}
			/>
			<Box className={classes.editor}>
				<Loaded part={yaml} wait={<Loading what="the editor" rows={8} />}>
					{({ YamlEditor }) => (
						<YamlEditor
							ref={editor}
							text={text}
							onChange={state.write}
							onApply={apply}
							problems={problems}
							known={known}
							describedBy={helpId}
						/>
					)}
				</Loaded>
			</Box>
			<EditorHelp state={state} />
			{validation.error !== undefined && (
				<ProblemNote error={validation.error} onRetry={validation.again} />
			)}
			<WouldWaitNote widens={validation.widens} />
			<ProblemList
				problems={problems}
				onGo={({ line, column }) => editor.current?.goTo(line, column)}
			/>
			<ChangeDialog change={change} onClose={() => setChange(undefined)} />
		</Stack>
	);
}

const none: readonly Problem[] = [];

/** What completion knows: the schema of the control plane, and the clusters. */
function useKnown(clusters: readonly string[]): AssistanceData | undefined {
	const { data } = useApiQuery(configurationSchemaDocument, {});
	return data && { schema: data.configurationSchema as JsonSchema, clusters };
}

const helpId = "configuration-editor-help";

function EditorHelp({ state }: { readonly state: EditingState }) {
	return (
		<>
			<Text size="xs" c="dimmed" id={helpId}>
				Tab indents; press Esc, then Tab to leave the editor. Ctrl+Space
				completes. F8 jumps to the next problem. Secrets appear as *** REDACTED
				***; leave that text in place to keep the secret.
			</Text>
			{state.unkept && (
				<Alert color="yellow" title="Reloading this page loses your text">
					The browser has no storage left to keep a draft.
				</Alert>
			)}
		</>
	);
}

/** Makes what the dialog before applying shows and does. */
function useApply(props: {
	readonly current: Version;
	readonly state: EditingState;
	readonly onConflict: () => void;
}) {
	const { current, state } = props;
	const apply = useApiMutation(applyConfigurationDocument);
	const { base, text } = state.editing;
	return (
		{ problems, widens }: Pick<Validation, "problems" | "widens">,
		onClose: () => void,
	): Change => ({
		label: widens.length > 0 ? "Propose configuration" : "Apply configuration",
		before: current.yaml,
		after: text,
		beforeLabel: `Version ${current.version}, in use`,
		afterLabel: "Your text",
		children: (
			<>
				<WouldWaitNote widens={widens} />
				<WarningsNote problems={problems} />
			</>
		),
		async send(note) {
			const sent = { yaml: text, base: base.version, note: note ?? null };
			const { applyConfiguration } = await apply.mutateAsync(sent);
			return applyConfiguration;
		},
		onDone(applied) {
			notifyDone(
				applied.version === base.version
					? `No changes: version ${applied.version} is identical.`
					: `Version ${applied.version} applied. The agents are loading it.`,
			);
			state.restart(applied);
			onClose();
		},
		onConflict() {
			props.onConflict();
			onClose();
		},
	});
}
