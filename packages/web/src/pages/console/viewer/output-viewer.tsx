import { Button, Modal, Text } from "@mantine/core";
import { type KeyboardEvent, useRef, useState } from "react";
import { Loading } from "../../../parts/loading.tsx";
import { plainOutput } from "../../../parts/plain-output.ts";
import { ProblemNote } from "../../../parts/problem-note.tsx";
import { useConsole } from "../console-context.ts";
import { sizeText } from "../shown-output.ts";
import { outputAddress } from "../stored-output.ts";
import {
	maxViewedBytes,
	type Part,
	type StoredLines,
	useStoredLines,
} from "./use-stored-lines.ts";
import { useViewer } from "./use-viewer.ts";
import classes from "./viewer.module.css";
import { ViewerBar } from "./viewer-bar.tsx";
import { ViewerLines } from "./viewer-lines.tsx";

/** A run's whole output over the page, to search and to read. */
export function OutputViewer(props: {
	readonly run: string;
	/** Only lines that contain it are shown at first. */
	readonly lines: string;
}) {
	const { conversation, openOutput } = useConsole();
	const known = conversation.findRun(props.run);
	const title = known
		? `${plainOutput(known.run.cluster)}: ${plainOutput(known.command.text)}`
		: "Output";
	return (
		<Modal
			opened
			fullScreen
			onClose={() => openOutput(undefined)}
			title={title}
			closeButtonProps={{ "aria-label": "Close the viewer" }}
			classNames={{
				content: classes.content ?? "",
				body: classes.body ?? "",
				header: classes.header ?? "",
				title: classes.title ?? "",
			}}
			transitionProps={{ duration: 0 }}
		>
			<Viewer run={props.run} filter={props.lines} />
		</Modal>
	);
}

function Viewer(props: { readonly run: string; readonly filter: string }) {
	const { organisation } = useConsole();
	const [part, setPart] = useState<Part>("beginning");
	const address = outputAddress(props.run, organisation);
	const kept = useStoredLines(address, part);
	const viewer = useViewer(kept.lines, kept.count, props.filter);
	const search = useRef<HTMLInputElement>(null);
	const takeKey = (event: KeyboardEvent) => {
		// The browser's own search would see the few lines that are drawn, and nothing else.
		const isFind =
			(event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "f";
		if (!isFind && event.key !== "F3") return;
		event.preventDefault();
		if (isFind || viewer.words === "") search.current?.select();
		else viewer.step(event.shiftKey ? -1 : 1);
	};
	return (
		// biome-ignore lint/a11y/noStaticElementInteractions: keys for all that is in it.
		<div className={classes.viewer} onKeyDown={takeKey}>
			<ViewerBar
				viewer={viewer}
				lines={kept.lines}
				count={kept.count}
				search={search}
				address={address}
				hasNumbers={part === "beginning"}
			/>
			<SizeNote kept={kept} part={part} onPart={setPart} />
			{kept.state === "failed" && <ProblemNote error={kept.error} />}
			{kept.state === "gone" && (
				<Text p="md">This output is no longer stored.</Text>
			)}
			{kept.state === "reading" && kept.count === 0 && (
				<Loading what="the output" rows={12} />
			)}
			{viewer.filter !== "" && viewer.rows?.length === 0 && (
				<Text p="md">No line contains “{viewer.filter}”.</Text>
			)}
			<ViewerLines
				lines={kept.lines}
				count={kept.count}
				rows={viewer.rows}
				words={viewer.words}
				current={viewer.current}
				currentPlace={viewer.currentPlace}
				wraps={viewer.wraps}
				numbers={viewer.numbers && part === "beginning"}
			/>
		</div>
	);
}

/** How much of it is here, and how one gets at the rest. */
function SizeNote(props: {
	readonly kept: StoredLines;
	readonly part: Part;
	readonly onPart: (part: Part) => void;
}) {
	const { kept, part, onPart } = props;
	const { count, totalBytes, readBytes, lines } = kept;
	const lineCount = `${count.toLocaleString("en")} rows`;
	if (kept.state === "reading" && totalBytes === 0) return null;
	if (totalBytes <= maxViewedBytes && !lines.isFull)
		return (
			<Text size="xs" c="dimmed" px="md" py={2}>
				{kept.state === "reading"
					? `${sizeText(readBytes)} of ${sizeText(totalBytes)}…`
					: `${lineCount}, ${sizeText(totalBytes)}`}
			</Text>
		);
	const other = part === "beginning" ? "end" : "beginning";
	return (
		<div className={classes.sizeNote} role="note">
			<Text size="sm">
				This output is {sizeText(totalBytes)}, more than a browser can show at
				once. Here is its {part}, {sizeText(readBytes)}. Download the full
				output, or run the command again with --filter.
			</Text>
			<Button size="xs" variant="default" onClick={() => onPart(other)}>
				Show the {other}
			</Button>
		</div>
	);
}
