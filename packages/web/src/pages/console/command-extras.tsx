import { ActionIcon, FileButton, Pill, Tooltip } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useRef } from "react";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./console.module.css";
import { sizeText } from "./shown-output.ts";
import { TargetPicker } from "./target-picker.tsx";
import type { Attaching } from "./use-input-text.ts";
import type { Targets } from "./use-targets.ts";

/** What goes with a command beside its words: where it runs, and what it reads. */
export function CommandExtras(props: {
	readonly attaching: Attaching;
	readonly targets: Targets;
}) {
	const { attaching, targets } = props;
	const { attached } = attaching;
	const reset = useRef<() => void>(null);
	return (
		<div className={classes.extras}>
			<TargetPicker targets={targets} />
			{targets.terms.map((term) => (
				<Pill
					key={term}
					withRemoveButton
					removeButtonProps={{
						"aria-label": `Do not run in ${plainOutput(term)}`,
						"aria-hidden": false,
						tabIndex: 0,
					}}
					onRemove={() => targets.remove(term)}
				>
					{plainOutput(term)}
				</Pill>
			))}
			<FileButton
				resetRef={reset}
				onChange={(file) => {
					if (file) void attaching.attachFile(file);
					// The same file may be chosen again after it was removed.
					reset.current?.();
				}}
			>
				{(button) => (
					<Tooltip label="Attach a file as input, up to 512 KiB">
						<ActionIcon
							{...button}
							variant="subtle"
							color="gray"
							size="sm"
							aria-label="Attach a file as input of the command, up to 512 KiB"
						>
							<IconPaperclip size={15} aria-hidden />
						</ActionIcon>
					</Tooltip>
				)}
			</FileButton>
			{attached && (
				<Pill
					withRemoveButton
					removeButtonProps={{
						"aria-label": `Remove ${plainOutput(attached.name)}`,
						"aria-hidden": false,
						tabIndex: 0,
					}}
					onRemove={attaching.remove}
				>
					{plainOutput(attached.name)}, {sizeText(attached.bytes.length)}
				</Pill>
			)}
		</div>
	);
}
