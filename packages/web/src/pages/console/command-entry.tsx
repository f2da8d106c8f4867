import { Text, TextInput } from "@mantine/core";
import { memo, useEffect, useRef, useState } from "react";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { Answers } from "./answers.tsx";
import { CommandActions } from "./command-actions.tsx";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import type { Command } from "./documents.ts";
import { sizeText } from "./shown-output.ts";
import { topics } from "./topic-signals.ts";
import { useTopic } from "./use-topic.ts";

/** A command: who said it and when, the words, and what came of it in each cluster. */
export const CommandEntry = memo(function CommandEntry(props: {
	readonly id: string;
	/** In a thread: no way into the thread it is in. */
	readonly inThread: boolean;
}) {
	const { conversation } = useConsole();
	useTopic(conversation, topics.command(props.id));
	const entry = conversation.find(props.id);
	const article = useRef<HTMLElement>(null);
	const isSeen = useSeen(article);
	const [words, setWords] = useState<string>();
	if (!entry?.record) return null;
	const { record } = entry;
	return (
		<article
			ref={article}
			className={classes.entry}
			aria-label={`${plainOutput(record.text)}, by ${record.email}`}
			data-command={record.id}
		>
			<div className={classes.entryHead}>
				<Text span size="sm" fw={600} className={classes.who}>
					{plainOutput(record.email)}
				</Text>
				<Text span size="xs" c="dimmed">
					<RelativeTime at={record.startedAt} />
				</Text>
				{record.runs.length !== 1 && <Outcome outcome={outcomeNow(record)} />}
				{record.input && (
					<Text span size="xs" c="dimmed">
						with {sizeText(record.input.bytes)} of input
					</Text>
				)}
				<CommandActions
					entry={entry}
					record={record}
					inThread={props.inThread}
					isFiltering={words !== undefined}
					onFilter={() => setWords(words === undefined ? "" : undefined)}
				/>
			</div>
			<code className={classes.words}>{plainOutput(record.text)}</code>
			{words !== undefined && (
				<FilterInput
					words={words}
					onChange={setWords}
					onClose={() => setWords(undefined)}
				/>
			)}
			<Answers
				entry={entry}
				record={record}
				words={words ?? ""}
				isSeen={isSeen}
			/>
		</article>
	);
});

function FilterInput(props: {
	readonly words: string;
	readonly onChange: (words: string) => void;
	readonly onClose: () => void;
}) {
	return (
		<TextInput
			size="xs"
			mt={4}
			maw={360}
			aria-label="Show only lines that contain"
			placeholder="Show only lines that contain…"
			value={props.words}
			autoFocus
			onChange={(event) => props.onChange(event.currentTarget.value)}
			onKeyDown={(event) => {
				if (event.key !== "Escape") return;
				event.stopPropagation();
				props.onClose();
			}}
		/>
	);
}

/** The record that says it all comes a moment behind the event that ends a command. */
function outcomeNow({ outcome, state }: Command): string {
	return outcome === "RUNNING" ? state : outcome;
}

/** Whether the element was near what is looked at once; kept outputs are read then. */
function useSeen(element: React.RefObject<HTMLElement | null>): boolean {
	const [isSeen, setSeen] = useState(false);
	useEffect(() => {
		const { current } = element;
		if (!current || isSeen) return;
		const observer = new IntersectionObserver(
			(sights) => {
				if (sights.some(({ isIntersecting }) => isIntersecting)) setSeen(true);
			},
			{ rootMargin: "400px" },
		);
		observer.observe(current);
		return () => observer.disconnect();
	}, [element, isSeen]);
	return isSeen;
}
