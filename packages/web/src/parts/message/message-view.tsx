import { Anchor, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { ApiFailure, type Failure } from "../../data/api-failure.ts";
import { newCommandId } from "../new-command-id.ts";
import { plainOutput } from "../plain-output.ts";
import { ProblemNote } from "../problem-note.tsx";
import { RelativeTime } from "../relative-time.tsx";
import { FormFoot } from "./form-foot.tsx";
import classes from "./message.module.css";
import { MessageBody } from "./message-body.tsx";
import { TextInputs } from "./message-inputs.tsx";
import { type MessageScope, MessageScopeContext } from "./message-scope.ts";
import { MessageSection } from "./message-section.tsx";
import type { MessagePlan } from "./plan-message.ts";

/** How what is chosen in a message is said. */
export interface MessageVoice {
	/** Says a command of the message under an id. @returns what went wrong; undefined when it runs. */
	readonly say: (command: string, id: string) => Promise<Failure | undefined>;
	/** Leads to what came of a command that was said. */
	readonly show: (id: string) => void;
}

/** A message: text, and things to choose. */
export function MessageView(props: {
	readonly plan: MessagePlan;
	/** What the plan was made of: what was chosen in it is known by it. */
	readonly message: unknown;
	readonly voice: MessageVoice;
	/** Whether to say that nobody else sees it. */
	readonly isPrivate: boolean;
}) {
	const { plan, voice } = props;
	const { scope, filled, clear, round, failure, said } = useMessageScope(
		props.message,
		voice,
	);
	const isForm = plan.kind === "form";
	const shared = isForm ? scope : { ...scope, fill: undefined };
	return (
		<MessageScopeContext value={shared}>
			<div className={classes.message}>
				{props.isPrivate && (
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
				<SaidNote said={said} onShow={voice.show} />
			</div>
		</MessageScopeContext>
	);
}

interface Said {
	readonly command: string;
	readonly id: string;
}

/** What was said by the message, and the way to what came of it: that may be far from here. */
function SaidNote(props: {
	readonly said: Said | undefined;
	readonly onShow: (id: string) => void;
}) {
	const { said } = props;
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
					<Anchor
						component="button"
						type="button"
						size="xs"
						onClick={() => props.onShow(said.id)}
					>
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

function useMessageScope(message: unknown, voice: MessageVoice) {
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
			const refused = await voice.say(command, id);
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
