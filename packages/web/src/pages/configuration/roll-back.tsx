import { Alert, Modal } from "@mantine/core";
import { useApiMutation } from "../../data/use-api.ts";
import { notifyDone } from "../../parts/notify.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import { rollBackConfigurationDocument } from "./documents.ts";
import { useVersion } from "./use-version.ts";
import type { Version } from "./version.ts";

/** Asks before an older version is applied anew, and shows what that changes. */
export function RollBack(props: {
	readonly version: number | undefined;
	readonly current: Version;
	readonly unsaved: boolean;
	readonly onClose: () => void;
	readonly onDone: () => void;
}) {
	const { version, current } = props;
	const rollBack = useApiMutation(rollBackConfigurationDocument);
	const target = useVersion(version);
	if (target.error !== undefined)
		return (
			<Modal opened onClose={props.onClose} title="Roll back">
				<ProblemNote error={target.error} onRetry={target.again} />
			</Modal>
		);
	const found = version === undefined ? undefined : target.version;
	return (
		<ChangeDialog
			onClose={props.onClose}
			change={
				found && {
					label: `Roll back to version ${found.version}`,
					before: current.yaml,
					after: found.yaml,
					beforeLabel: `Version ${current.version}, in use`,
					afterLabel: `Version ${found.version}`,
					children: (
						<Alert color="blue" p="xs">
							This applies version {found.version} again as version{" "}
							{current.version + 1}, with the secrets it had. The history is
							kept.
							{props.unsaved && " Your unapplied text is kept."}
						</Alert>
					),
					async send(note) {
						const { rollBackConfiguration } = await rollBack.mutateAsync({
							version: found.version,
							base: current.version,
							note: note ?? null,
						});
						return rollBackConfiguration;
					},
					onDone(applied) {
						notifyDone(
							`Rolled back to version ${found.version} as version ${applied.version}.`,
						);
						props.onDone();
					},
				}
			}
		/>
	);
}
