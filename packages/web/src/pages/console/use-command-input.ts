import {
	type ChangeEvent,
	type ClipboardEvent,
	type KeyboardEvent,
	type RefObject,
	useEffect,
	useEffectEvent,
	useLayoutEffect,
	useRef,
	useState,
} from "react";
import type { Failure } from "../../data/api-failure.ts";
import { useSession } from "../../data/use-session.ts";
import { newCommandId } from "../../parts/new-command-id.ts";
import { useConsole } from "./console-context.ts";
import type { Completion } from "./documents.ts";
import { atDraft, type HistoryPlace, stepInHistory } from "./input-history.ts";
import { type InputText, inputAsBase64 } from "./input-text.ts";
import { pastedCommand } from "./pasted-command.ts";
import { takeCompletion } from "./take-completion.ts";
import { useCompletions } from "./use-completions.ts";
import { type Attaching, useInputText } from "./use-input-text.ts";
import { type Targets, useTargets } from "./use-targets.ts";

export interface CommandInputState {
	readonly text: string;
	readonly isSending: boolean;
	readonly failure: Failure | undefined;
	readonly completion: Completing;
	readonly attaching: Attaching;
	readonly targets: Targets;
	readonly run: () => Promise<void>;
	readonly onChange: (event: ChangeEvent<HTMLInputElement>) => void;
	readonly onKeyDown: (event: KeyboardEvent<HTMLInputElement>) => void;
	readonly onPaste: (event: ClipboardEvent<HTMLInputElement>) => void;
}

interface Completing {
	readonly isOpen: boolean;
	readonly items: readonly Completion[];
	/** -1: none, so Enter runs what is written. */
	readonly active: number;
	/** What they take the place of. */
	readonly written: string;
	readonly take: (place: number) => void;
	readonly close: () => void;
	readonly move: (step: 1 | -1) => void;
}

/** What an input holds and does. `thread`: the command it answers under. */
export function useCommandInput(
	input: RefObject<HTMLInputElement | null>,
	thread: string | undefined,
): CommandInputState {
	const { channel, conversation, email, onPut, organisation } = useConsole();
	const { data: session } = useSession();
	const line = useLine(input);
	const completion = useCompletion(line);
	const account = session?.account?.id ?? "";
	const targets = useTargets({ account, organisation, channel });
	const [failure, setFailure] = useState<Failure>();
	const attaching = useInputText(setFailure);
	const sending = useSending({ line, thread, targets, attaching, setFailure });
	const place = useRef<HistoryPlace>(atDraft);
	const write = (text: string, cursor: number) => {
		setFailure(undefined);
		line.set(text, cursor);
	};
	const onText = useEffectEvent(write);
	useEffect(
		() =>
			onPut(thread, (text) => {
				onText(text, text.length);
				input.current?.focus();
			}),
		[onPut, thread, input],
	);
	useEffect(() => {
		if (matchMedia("(pointer: fine)").matches)
			input.current?.focus({ preventScroll: true });
	}, [input]);
	const walk = (step: 1 | -1): boolean => {
		const said = conversation.saidBy(email);
		const next = stepInHistory(said, place.current, line.text, step);
		if (!next) return false;
		place.current = next.place;
		write(next.text, next.text.length);
		return true;
	};
	return {
		text: line.text,
		isSending: sending.isSending,
		failure,
		completion,
		attaching,
		targets,
		async run() {
			completion.close();
			if (await sending.send()) place.current = atDraft;
		},
		onChange({ currentTarget }) {
			place.current = atDraft;
			setFailure(undefined);
			line.type(currentTarget.value, currentTarget.selectionStart ?? 0);
		},
		onKeyDown: (event) => takeKey(event, completion, walk),
		onPaste(event) {
			const copied = event.clipboardData.getData("text/plain");
			const pasted = pastedCommand(copied);
			const { selectionStart, selectionEnd, value } = event.currentTarget;
			event.preventDefault();
			if (pasted.kind === "refused") {
				attaching.attachText(copied);
				return;
			}
			const start = selectionStart ?? value.length;
			const before = value.slice(0, start) + pasted.text;
			write(before + value.slice(selectionEnd ?? start), before.length);
		},
	};
}

interface Line {
	readonly text: string;
	/** What completions are wanted for. */
	readonly asked:
		| { readonly text: string; readonly cursor: number }
		| undefined;
	/** A person wrote it. */
	type(text: string, cursor: number): void;
	/** It was put there: nothing is completed. */
	set(text: string, cursor: number): void;
	stopAsking(): void;
}

function useLine(input: RefObject<HTMLInputElement | null>): Line {
	const [text, setText] = useState("");
	const [asked, setAsked] = useState<Line["asked"]>();
	const cursor = useRef<number>(undefined);
	useLayoutEffect(() => {
		if (cursor.current === undefined) return;
		input.current?.setSelectionRange(cursor.current, cursor.current);
		cursor.current = undefined;
	}, [text, input]);
	return {
		text,
		asked,
		type(written, at) {
			setText(written);
			setAsked(
				written.trim() === "" ? undefined : { text: written, cursor: at },
			);
		},
		set(put, at) {
			cursor.current = at;
			setText(put);
			setAsked(undefined);
		},
		stopAsking: () => setAsked(undefined),
	};
}

function useCompletion(line: Line): Completing {
	const { channel } = useConsole();
	const offered = useCompletions(channel, line.asked);
	const [chosen, setChosen] = useState({ of: offered, place: -1 });
	const items = offered?.items ?? [];
	// A list that changed begins anew: nobody chose in it yet.
	const active = chosen.of === offered ? chosen.place : -1;
	return {
		isOpen: items.length > 0,
		items,
		active,
		written: offered ? line.text.slice(offered.from, offered.to) : "",
		close: line.stopAsking,
		move(step) {
			const count = items.length + 1;
			const place = ((active + 1 + step + count) % count) - 1;
			setChosen({ of: offered, place });
		},
		take(place) {
			const item = items[place];
			if (!item || !offered) return;
			const taken = takeCompletion(line.text, offered, item.text);
			line.set(taken.text, taken.cursor);
		},
	};
}

function takeKey(
	event: KeyboardEvent<HTMLInputElement>,
	completion: Completing,
	walk: (step: 1 | -1) => boolean,
): void {
	// While letters are being composed (Chinese, Japanese, …) the keys belong to that.
	if (event.nativeEvent.isComposing || event.altKey) return;
	const { key } = event;
	const step = key === "ArrowDown" ? -1 : 1;
	let done = false;
	if (key === "ArrowUp" || key === "ArrowDown") {
		if (completion.isOpen) completion.move(step === 1 ? -1 : 1);
		done = completion.isOpen || walk(step);
	} else if (!completion.isOpen) return;
	else if (key === "Escape") {
		completion.close();
		done = true;
	} else if (key === "Tab" && !event.shiftKey) {
		completion.take(Math.max(0, completion.active));
		done = true;
	} else if (key === "Enter" && !event.ctrlKey && completion.active >= 0) {
		completion.take(completion.active);
		done = true;
	}
	if (done) event.preventDefault();
}

/** Kinds of failure after which a command may have begun all the same. */
const unknownEnds = ["unavailable", "timeout", "internal"];

interface Attempt {
	readonly id: string;
	readonly text: string;
	readonly terms: readonly string[];
	readonly attached: InputText | undefined;
}

/** Whether it is the same command once more. */
function isSame(
	before: Attempt | undefined,
	now: Omit<Attempt, "id">,
): before is Attempt {
	return (
		before?.text === now.text &&
		before.terms === now.terms &&
		before.attached === now.attached
	);
}

/** Sends what is written. The same words sent again after an answer was lost carry the same id, so they run once. */
function useSending(of: {
	readonly line: Line;
	readonly thread: string | undefined;
	readonly targets: Targets;
	readonly attaching: Attaching;
	readonly setFailure: (failure: Failure | undefined) => void;
}) {
	const { line, thread, targets, attaching, setFailure } = of;
	const { sendCommand } = useConsole();
	const [isSending, setSending] = useState(false);
	const attempt = useRef<Attempt>(undefined);
	return {
		isSending,
		/** @returns whether it runs. */
		async send(): Promise<boolean> {
			const text = line.text.trim();
			if (text === "" || isSending) return false;
			const { attached } = attaching;
			const { terms } = targets;
			if (!isSame(attempt.current, { text, terms, attached }))
				attempt.current = { text, terms, attached, id: newCommandId() };
			const { id } = attempt.current;
			setSending(true);
			const refused = await sendCommand({
				text,
				thread,
				id,
				...(terms.length > 0 ? { clusters: terms } : {}),
				...(attached ? { stdin: inputAsBase64(attached.bytes) } : {}),
			});
			setSending(false);
			setFailure(refused);
			if (!refused || !unknownEnds.includes(refused.kind))
				attempt.current = undefined;
			if (refused) return false;
			line.set("", 0);
			attaching.remove();
			return true;
		},
	};
}
