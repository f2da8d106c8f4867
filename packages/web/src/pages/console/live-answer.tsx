import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import type { Command, Run } from "./documents.ts";
import type { Entry, LiveOutput } from "./entry.ts";
import { createOutputBuffer } from "./output-buffer.ts";
import { Aside, LiveText } from "./run-output.tsx";
import { topics } from "./topic-signals.ts";
import { useTopic } from "./use-topic.ts";

/** What the control plane answered itself, or noted about the whole command. */
export function LiveAnswer(props: {
	readonly entry: Entry;
	readonly record: Command;
	readonly words: string;
}) {
	const { entry, record, words } = props;
	const { conversation } = useConsole();
	useTopic(conversation, topics.output(entry.id, ""));
	const output = entry.outputs.get("");
	const isOver = record.state !== "RUNNING";
	if (!output && record.answer !== null)
		return (
			<div className={classes.run}>
				<LiveText
					run={controlPlaneRun(record)}
					output={keptAnswer(record.answer)}
					words={words}
					hasGap={false}
				/>
			</div>
		);
	if (!output) {
		if (record.runs.length > 0 || record.error) return null;
		return (
			<Aside>
				{isOver
					? "Quarterdeck answered this itself, and the answer was not kept. Run the command again to see it."
					: "Waiting for the answer…"}
			</Aside>
		);
	}
	const hasText = output.buffer.held > 0;
	return (
		<>
			{hasText && (
				<div className={classes.run}>
					<LiveText
						run={controlPlaneRun(record)}
						output={output}
						words={words}
						hasGap={false}
					/>
				</div>
			)}
			{output.notes.map((note) => (
				<Aside key={note}>{plainOutput(note)}</Aside>
			))}
		</>
	);
}

function keptAnswer(text: string): LiveOutput {
	const buffer = createOutputBuffer();
	buffer.append("stdout", text);
	return { buffer, cutAfterBytes: undefined, notes: [] };
}

function controlPlaneRun({ id, state }: Command): Run {
	return {
		id,
		cluster: "the control plane",
		state,
		exitCode: null,
		durationMs: null,
		outputBytes: 0,
		incomplete: false,
		outputUrl: null,
		message: null,
		outcome: "SUCCEEDED",
		advice: null,
		error: null,
	};
}
