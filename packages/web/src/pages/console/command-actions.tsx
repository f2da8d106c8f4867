import { ActionIcon, Button, Tooltip } from "@mantine/core";
import {
	type Icon,
	IconCheck,
	IconCopy,
	IconFilter,
	IconMessageReply,
	IconPlayerStop,
	IconRepeat,
} from "@tabler/icons-react";
import { useState } from "react";
import { failureOf } from "../../data/api-failure.ts";
import { sendRequest } from "../../data/send-request.ts";
import { answerText } from "./answer-text.ts";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import { type Command, cancelCommandDocument } from "./documents.ts";
import type { Entry } from "./entry.ts";
import { topics } from "./topic-signals.ts";
import { useTopic } from "./use-topic.ts";

/** What can be done about a command; each says what it does. */
export function CommandActions(props: {
	readonly entry: Entry;
	readonly record: Command;
	readonly inThread: boolean;
	readonly isFiltering: boolean;
	readonly onFilter: () => void;
}) {
	const { entry, record, inThread } = props;
	const { put } = useConsole();
	return (
		<div className={classes.actions}>
			{record.state === "RUNNING" && <CancelButton id={record.id} />}
			<Action
				label="Filter lines"
				icon={IconFilter}
				pressed={props.isFiltering}
				onClick={props.onFilter}
			/>
			<CopyAnswer entry={entry} record={record} />
			<Action
				label="Edit and run again"
				icon={IconRepeat}
				onClick={() => put(record.text, record.thread ?? undefined)}
			/>
			{!inThread && record.thread === null && <ReplyButton id={record.id} />}
		</div>
	);
}

function CancelButton({ id }: { readonly id: string }) {
	const { conversation, organisation } = useConsole();
	const [problem, setProblem] = useState<string>();
	const [isAsked, setAsked] = useState(false);
	const cancel = async () => {
		setAsked(true);
		setProblem(undefined);
		try {
			await sendRequest(cancelCommandDocument, { id }, { organisation });
		} catch (error) {
			if (conversation.find(id)?.record?.state !== "RUNNING") return;
			const { message, ref } = failureOf(error);
			setProblem(ref ? `${message} (ref ${ref})` : message);
			setAsked(false);
		}
	};
	return (
		<>
			{problem && (
				<span role="alert" className={classes.actionProblem}>
					{problem}
				</span>
			)}
			<Button
				size="compact-xs"
				variant="light"
				color="red"
				loading={isAsked}
				leftSection={<IconPlayerStop size={14} aria-hidden />}
				onClick={() => void cancel()}
			>
				Cancel
			</Button>
		</>
	);
}

function CopyAnswer(props: {
	readonly entry: Entry;
	readonly record: Command;
}) {
	const { organisation } = useConsole();
	const [state, setState] = useState<"" | "done" | "failed">("");
	const copy = async () => {
		const { text, isWhole } = await answerText(
			props.entry,
			props.record,
			organisation,
		);
		const note = isWhole
			? ""
			: "\n[truncated; open the viewer for the full output]\n";
		await navigator.clipboard.writeText(text + note);
		setState("done");
		setTimeout(() => setState(""), 2000);
	};
	const label = { "": "Copy answer", done: "Copied", failed: "Copy failed" };
	return (
		<Action
			label={label[state]}
			icon={state === "done" ? IconCheck : IconCopy}
			onClick={() => void copy().catch(() => setState("failed"))}
		/>
	);
}

function ReplyButton({ id }: { readonly id: string }) {
	const { conversation, openThread } = useConsole();
	useTopic(conversation, topics.replies(id));
	const count = conversation.index.replies(id).length;
	const replies = count === 1 ? "1 reply" : `${count} replies`;
	return (
		<Button
			size="compact-xs"
			variant={count > 0 ? "light" : "subtle"}
			color={count > 0 ? "sea" : "gray"}
			leftSection={<IconMessageReply size={15} aria-hidden />}
			data-thread={id}
			onClick={() => openThread(id)}
		>
			{count > 0 ? replies : "Reply"}
		</Button>
	);
}

function Action(props: {
	readonly label: string;
	readonly icon: Icon;
	readonly pressed?: boolean;
	readonly onClick: () => void;
}) {
	return (
		<Tooltip label={props.label}>
			<ActionIcon
				variant={props.pressed ? "light" : "subtle"}
				color="gray"
				size="sm"
				aria-label={props.label}
				aria-pressed={props.pressed}
				onClick={props.onClick}
			>
				<props.icon size={15} />
			</ActionIcon>
		</Tooltip>
	);
}
