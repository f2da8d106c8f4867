import { Code, Menu, Text } from "@mantine/core";
import { type ReactNode, useRef, useState } from "react";
import { ApiFailure } from "../../../data/api-failure.ts";
import { ConfirmDialog } from "../../../parts/confirm-dialog.tsx";
import { newCommandId } from "../../../parts/new-command-id.ts";
import { plainOutput } from "../../../parts/plain-output.ts";
import { useConsole } from "../console-context.ts";
import type { Entry } from "../entry.ts";
import type { RowCommand } from "./row-commands.ts";

/**
 * What can be said about the thing of a row: each entry shows the whole command, which is then said in the channel as if it had been
 * typed, with the person's own rights and on record.
 */
export function RowMenu(props: {
	readonly entry: Entry;
	readonly name: string;
	readonly cluster: string;
	readonly commands: readonly RowCommand[];
	/** `isElsewhere`: the cursor stands somewhere else now. */
	readonly onClose: (how?: { readonly isElsewhere: boolean }) => void;
	/** What opens it. */
	readonly children: ReactNode;
}) {
	const { entry, commands, onClose, children } = props;
	const { put } = useConsole();
	const say = useSay(entry);
	const [asked, setAsked] = useState<RowCommand>();
	const [refused, setRefused] = useState<string>();
	const thread = entry.record?.thread ?? undefined;
	const choose = async (chosen: RowCommand) => {
		if (chosen.how === "confirm") {
			setAsked(chosen);
			return;
		}
		if (chosen.how === "write") {
			onClose({ isElsewhere: true });
			put(chosen.command, thread);
			return;
		}
		const failure = await say(chosen.command);
		if (failure) setRefused(failure.message);
		else onClose();
	};
	return (
		<>
			<Menu
				opened={asked === undefined}
				onChange={(opened) => !opened && onClose()}
				position="bottom-start"
				closeOnItemClick={false}
				returnFocus={false}
			>
				<Menu.Target>{children}</Menu.Target>
				<Menu.Dropdown maw="min(90vw, 40rem)">
					<Menu.Label>
						{props.name}, {plainOutput(props.cluster)}
					</Menu.Label>
					{commands.map((command) => (
						<Menu.Item
							key={command.label}
							{...(isDelete(command) ? { color: "red" } : {})}
							onClick={() => void choose(command)}
						>
							{command.label}
							<Text component="div" size="xs" c="dimmed" truncate>
								{command.command}
							</Text>
						</Menu.Item>
					))}
					{refused !== undefined && (
						<Menu.Label c="var(--mantine-color-error)" role="alert">
							{plainOutput(refused)}
						</Menu.Label>
					)}
				</Menu.Dropdown>
			</Menu>
			{asked && (
				<ConfirmDialog
					opened
					label={`${asked.label.replace("…", "")} ${props.name}`}
					short={asked.label.replace("…", "")}
					onClose={() => onClose()}
					onConfirm={async () => {
						const failure = await say(asked.command);
						if (failure) throw new ApiFailure(failure);
					}}
				>
					This command will be run in the cluster {plainOutput(props.cluster)},
					with your rights and on record: <Code block>{asked.command}</Code>
				</ConfirmDialog>
			)}
		</>
	);
}

function isDelete({ label }: RowCommand): boolean {
	return label.startsWith("Delete");
}

/** Says a command in the thread of the entry. */
function useSay(entry: Entry) {
	const { sendCommand } = useConsole();
	// Sent again after a lost answer, it is the same command.
	const ids = useRef(new Map<string, string>());
	return (text: string) => {
		const id = ids.current.get(text) ?? newCommandId();
		ids.current.set(text, id);
		const thread = entry.record?.thread ?? undefined;
		return sendCommand({ id, text, thread });
	};
}
