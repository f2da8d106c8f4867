import { Anchor, Text } from "@mantine/core";
import { useMemo, useRef, useState } from "react";
import { ApiFailure, type Failure } from "../../../data/api-failure.ts";
import { plainOutput } from "../../../parts/plain-output.ts";
import { ProblemNote } from "../../../parts/problem-note.tsx";
import { RelativeTime } from "../../../parts/relative-time.tsx";
import { useConsole } from "../console-context.ts";
import type { Run } from "../documents.ts";
import type { Entry } from "../entry.ts";
import { newCommandId } from "../new-command-id.ts";
import { Aside } from "../run-output.tsx";
import { targetOf } from "./compose-command.ts";
import { FormFoot } from "./form-foot.tsx";
import classes from "./message.module.css";
import { MessageBody } from "./message-body.tsx";
import { TextInputs } from "./message-inputs.tsx";
import { type MessageScope, MessageScopeContext } from "./message-scope.ts";
import { MessageSection } from "./message-section.tsx";
import { planMessage } from "./plan-message.ts";

/** What a plugin answered beside its output: text, and things to choose. */
export function MessageOf(props: {
	readonly entry: Entry;
	readonly run: Run;
	readonly message: unknown;
}) {
	const { entry, message } = props;
	const { email } = useConsole();
	const plan = useMemo(() => planMessage(message), [message]);
	const { scope, filled, clear, round, failure, said } = useMessageScope(props);
	if (plan.kind === "nothing") return null;
	const asker = entry.record?.email;
	if (plan.isPrivate && asker !== email)
		return (
			<Aside>The answer is visible only to {plainOutput(asker ?? "")}.</Aside>
		);
	const isForm = plan.kind === "form";
	const shared = isForm ? scope : { ...scope, fill: undefined };
	return (
		<MessageScopeContext value={shared}>
			<div className={classes.message}>
				{plan.isPrivate && (
					<Text size="xs" c="dimmed">
						Only visible to you
					</Text>
				)}
				<MessageBody body={plan.body} />
				{plan.sections.map((section, place) => (
					<MessageSection key={`${place} ${round}`} section={section} />
				))}
				<TextInputs key={round} inputs={plan.inputs} />
				{isForm && <FormFoot filled={filled} onClear={clear} />}
				{plan.at && (
					<Text size="xs" c="dimmed">
						<RelativeTime at={plan.at} />
					</Text>
				)}
				{failure && <ProblemNote error={new ApiFailure(failure)} />}
				<SaidNote said={said} />
			</div>
		</MessageScopeContext>
	);
}

interface Said {
	readonly command: string;
	readonly id: string;
}

/** What was said by the message, and the way to what came of it: that may be far from here. */
function SaidNote({ said }: { readonly said: Said | undefined }) {
	const show = () =>
		document
			.querySelector(`[data-command="${said?.id}"]`)
			?.scrollIntoView({ block: "nearest" });
	return (
		<Text
			role="status"
			component="div"
			size="xs"
			c="dimmed"
			className={classes.said}
		>
			{said && (
				<>
					Ran: {plainOutput(said.command)}{" "}
					<Anchor component="button" type="button" size="xs" onClick={show}>
						Show result
					</Anchor>
				</>
			)}
		</Text>
	);
}

/** What was chosen, and of which message: a message that takes its place may choose for itself. */
interface Choice {
	readonly value: string;
	readonly of: unknown;
}

function useMessageScope(props: {
	readonly entry: Entry;
	readonly run: Run;
	readonly message: unknown;
}) {
	const { entry, run, message } = props;
	const { sendCommand } = useConsole();
	const [sending, setSending] = useState<string>();
	const [said, setSaid] = useState<Said>();
	const [failure, setFailure] = useState<Failure>();
	const [choices, setChoices] = useState<Readonly<Record<string, Choice>>>({});
	const [filled, setFilled] = useState<ReadonlyMap<string, string>>(new Map());
	const [round, setRound] = useState(0);
	const isBusy = useRef(false);
	const scope: MessageScope = {
		sending,
		chosen(key, initial) {
			const choice = choices[key];
			return choice && (choice.of === message || initial === undefined)
				? choice.value
				: initial;
		},
		choose: (key, value) =>
			setChoices((old) => ({ ...old, [key]: { value, of: message } })),
		fill: (field, command) =>
			setFilled((old) => new Map(old).set(field, command)),
		async sendCommand(command) {
			// A double click sends it once.
			if (isBusy.current) return false;
			isBusy.current = true;
			setSending(command);
			setFailure(undefined);
			const id = newCommandId();
			const refused = await sendCommand({
				id,
				text: command,
				thread: entry.record?.thread ?? undefined,
				clusters: targetOf(command, run.cluster),
				from: { command: entry.id, cluster: run.cluster, run: run.id },
			});
			isBusy.current = false;
			setSending(undefined);
			setFailure(refused);
			setSaid(refused ? undefined : { command, id });
			return refused === undefined;
		},
	};
	const clear = () => {
		setFilled(new Map());
		setChoices({});
		setRound(round + 1);
	};
	return { scope, filled, clear, round, failure, said };
}
