import { VisuallyHidden } from "@mantine/core";
import { outcomeWords } from "../../parts/outcome-words.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { useConsole } from "./console-context.ts";
import { topics } from "./topic-signals.ts";
import { useTopic } from "./use-topic.ts";

/** Says to who cannot see it that a command of theirs ended; what others run would only interrupt. */
export function EndNote() {
	const { conversation, email } = useConsole();
	useTopic(conversation, topics.ended);
	const record = conversation.find(conversation.lastEnded ?? "")?.record;
	const isOwn = record?.email === email;
	return (
		<VisuallyHidden role="status">
			{record && isOwn
				? `${plainOutput(record.text)}: ${outcomeWords(record.outcome === "RUNNING" ? record.state : record.outcome)}`
				: ""}
		</VisuallyHidden>
	);
}
