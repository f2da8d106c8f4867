import { Text } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { focusable, group } from "../../parts/focusable.ts";
import { Loading } from "../../parts/loading.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import type { Run } from "./documents.ts";
import type { Entry } from "./entry.ts";
import { linesApart } from "./lines-apart.ts";
import { Aside } from "./run-output.tsx";
import { sameWords } from "./same-words.ts";
import { shownOutput } from "./shown-output.ts";
import { StatedText } from "./stated-text.tsx";
import { outputAddress, readBeginning } from "./stored-output.ts";

/** More columns than these nobody compares. */
const maxColumns = 6;

/** Beside each other, what each different answer has that not all have. */
export function AnswersApart(props: {
	readonly entry: Entry;
	readonly answers: readonly (readonly [Run, ...Run[]])[];
	/** Whether there are answers that the chosen outcome leaves out. */
	readonly hasOthers: boolean;
}) {
	const { entry, answers, hasOthers } = props;
	const { organisation } = useConsole();
	const compared = answers.slice(0, maxColumns);
	const texts = useQueries({
		queries: compared.map(([run]) => ({
			queryKey: [organisation, "answer", run.id],
			queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
				textOf(entry, run, organisation, signal),
			staleTime: Number.POSITIVE_INFINITY,
			refetchOnWindowFocus: false,
		})),
	});
	if (answers.length < 2) return <Aside>{sameWords(answers, hasOthers)}</Aside>;
	if (texts.some(({ isPending }) => isPending))
		return <Loading what="the answers" rows={2} />;
	const apart = linesApart(texts.map(({ data }) => data ?? ""));
	return (
		<>
			<div className={classes.runs}>
				{compared.map(([run, ...others], place) => (
					<div
						key={run.id}
						className={classes.run}
						{...group(`Only in the answer of ${plainOutput(run.cluster)}`)}
					>
						<Text size="sm" fw={600} px="xs" py={4}>
							{plainOutput(run.cluster)}
							{others.length > 0 && ` and ${others.length} more`}
						</Text>
						<Apart
							lines={apart[place] ?? []}
							hasFailed={texts[place]?.isError}
						/>
					</div>
				))}
			</div>
			<Aside>
				Lines that all of these answers have are left out.
				{answers.length > maxColumns &&
					` The first ${maxColumns} of ${answers.length} different answers are compared.`}
			</Aside>
		</>
	);
}

function Apart(props: {
	readonly lines: readonly string[];
	readonly hasFailed: boolean | undefined;
}) {
	if (props.hasFailed) return <Aside>The output cannot be read now.</Aside>;
	if (props.lines.length === 0)
		return <Aside>Nothing that the others do not have.</Aside>;
	return (
		<div className={classes.output} {...focusable} {...group("Differences")}>
			<pre className={classes.lines}>
				<StatedText text={plainOutput(props.lines.join("\n"))} />
			</pre>
		</div>
	);
}

/** @throws ApiFailure when a kept output cannot be read. */
async function textOf(
	entry: Entry,
	run: Run,
	organisation: string,
	signal: AbortSignal,
): Promise<string> {
	const shown = shownOutput(entry, run);
	const problem = run.error ? `\n${run.error.message}` : "";
	if (shown.from === "live") {
		const { head, tail } = shown.output.buffer.view();
		return [...head, ...tail].map(({ text }) => text).join("") + problem;
	}
	if (shown.from === "nowhere") return problem;
	const kept = await readBeginning(outputAddress(run.id, organisation), signal);
	return (kept === "gone" ? "" : kept.text) + problem;
}
