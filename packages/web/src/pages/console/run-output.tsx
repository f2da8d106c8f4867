import { Anchor, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLayoutEffect, useRef } from "react";
import { focusable, group } from "../../parts/focusable.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { ProblemNote } from "../../parts/problem-note.tsx";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import type { Run } from "./documents.ts";
import type { LiveOutput } from "./entry.ts";
import { filterLines } from "./filter-lines.ts";
import type { OutputPiece, OutputView } from "./output-buffer.ts";
import { sizeText } from "./shown-output.ts";
import { StatedText } from "./stated-text.tsx";
import { keptBeginning } from "./stored-output.ts";

/** Output as it was heard: all of it, or its beginning and its end. */
export function LiveText(props: {
	readonly run: Run;
	readonly output: LiveOutput;
	readonly words: string;
	/** Something in between was not heard. */
	readonly hasGap: boolean;
}) {
	const { run, output, words } = props;
	const { head, omitted, tail } = output.buffer.view();
	const isCut = output.cutAfterBytes !== undefined;
	const gap = omitted > 0 || isCut || props.hasGap;
	return (
		<>
			<Lines
				label={`Output of ${plainOutput(run.cluster)}`}
				follow={run.state === "RUNNING"}
				words={words}
				// Behind a cut comes nothing: what was last told is not the end of it.
				view={{ head, omitted, tail: isCut ? [] : tail }}
			/>
			{gap && <MoreNote run={run} words={words} />}
		</>
	);
}

/** The beginning of output that is kept. */
export function StoredText(props: {
	readonly run: Run;
	readonly words: string;
	readonly isSeen: boolean;
	readonly meanwhile: LiveOutput | undefined;
}) {
	const { run, words, meanwhile } = props;
	const { organisation } = useConsole();
	const kept = useQuery({
		...keptBeginning(run.id, organisation),
		enabled: props.isSeen,
	});
	if (kept.error)
		return (
			<ProblemNote error={kept.error} onRetry={() => void kept.refetch()} />
		);
	if (!kept.data && meanwhile)
		return <LiveText run={run} output={meanwhile} words={words} hasGap />;
	if (!kept.data)
		return (
			<div
				className={classes.output}
				style={{ height: likelyHeight(run.outputBytes) }}
				aria-busy
			>
				…
			</div>
		);
	if (kept.data === "gone")
		return <Aside>The output is no longer stored.</Aside>;
	const { text, totalBytes, shownBytes } = kept.data;
	return (
		<>
			<Lines
				label={`Output of ${plainOutput(run.cluster)}`}
				follow={false}
				words={words}
				view={{ head: [{ kind: "stdout", text }], omitted: 0, tail: [] }}
			/>
			{shownBytes < totalBytes && <MoreNote run={run} words={words} />}
		</>
	);
}

/** About as high as the text will be, so that little moves when it comes: lines of programs have some 60 characters. */
function likelyHeight(bytes: number): number {
	return Math.min(352, 12 + 18 * Math.ceil(bytes / 60));
}

/** Something about an output, said by the house. */
export function Aside(props: { readonly children: React.ReactNode }) {
	return (
		<Text
			size="xs"
			c="dimmed"
			px="xs"
			py={4}
			className={`${classes.wrapping} ${classes.aside}`}
		>
			{props.children}
		</Text>
	);
}

function MoreNote(props: { readonly run: Run; readonly words: string }) {
	const { run, words } = props;
	const { openOutput } = useConsole();
	if (run.state === "RUNNING")
		return <Aside>There is more output than is shown here.</Aside>;
	if (!run.outputUrl)
		return (
			<Aside>
				Only part of the output is shown ({sizeText(run.outputBytes)} in total).
				The rest was not stored.
			</Aside>
		);
	return (
		<Aside>
			This is part of {sizeText(run.outputBytes)}
			{run.incomplete ? ", of which not all was kept" : ""}.{" "}
			<Anchor
				component="button"
				type="button"
				size="xs"
				onClick={() => openOutput(run.id, words || undefined)}
			>
				{words === "" ? "Show" : "Filter"}{" "}
				{run.incomplete ? "what was kept" : "all"} of {plainOutput(run.cluster)}{" "}
				in the viewer
			</Anchor>
		</Aside>
	);
}

/** Text in a box of its own; while it grows, its end is kept in view unless somebody scrolled away from it. */
function Lines(props: {
	readonly label: string;
	readonly view: OutputView;
	readonly follow: boolean;
	readonly words: string;
}) {
	const { view, words, follow } = props;
	const box = useRef<HTMLDivElement>(null);
	const isAtEnd = useRef(true);
	useLayoutEffect(() => {
		const element = box.current;
		if (element && follow && isAtEnd.current)
			element.scrollTop = element.scrollHeight;
	}, [view, follow]);
	const head = filterLines(view.head, words);
	const tail = filterLines(view.tail, words);
	if (words !== "" && head.length + tail.length === 0)
		return <Aside>No line shown here contains “{words}”.</Aside>;
	return (
		<div
			ref={box}
			className={classes.output}
			{...group(props.label)}
			{...focusable}
			onScroll={({ currentTarget: it }) => {
				isAtEnd.current = it.scrollHeight - it.scrollTop - it.clientHeight < 24;
			}}
		>
			<pre className={classes.lines}>
				<Pieces pieces={head} />
				{view.omitted > 0 && (
					<span className={classes.gap}>
						{"\n"}… {sizeText(view.omitted)} not shown …{"\n\n"}
					</span>
				)}
				<Pieces pieces={tail} />
			</pre>
		</div>
	);
}

function Pieces({ pieces }: { readonly pieces: readonly OutputPiece[] }) {
	return pieces.map(({ kind, text }, place) =>
		kind === "stderr" ? (
			<span key={place} className={classes.stderr} title="stderr">
				{plainOutput(text)}
			</span>
		) : (
			<StatedText key={place} text={plainOutput(text)} />
		),
	);
}
