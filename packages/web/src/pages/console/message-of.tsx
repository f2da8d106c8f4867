import { useMemo } from "react";
import { targetOf } from "../../parts/message/compose-command.ts";
import { MessageView } from "../../parts/message/message-view.tsx";
import { planMessage } from "../../parts/message/plan-message.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { useConsole } from "./console-context.ts";
import type { Run } from "./documents.ts";
import type { Entry } from "./entry.ts";
import { Aside } from "./run-output.tsx";
import { showCommand } from "./show-command.ts";

/** What a plugin answered beside its output: text, and things to choose. */
export function MessageOf(props: {
	readonly entry: Entry;
	readonly run: Run;
	readonly message: unknown;
}) {
	const { entry, run, message } = props;
	const { email, sendCommand } = useConsole();
	const plan = useMemo(() => planMessage(message), [message]);
	if (plan.kind === "nothing") return null;
	const asker = entry.record?.email;
	if (plan.isPrivate && asker !== email)
		return (
			<Aside>The answer is visible only to {plainOutput(asker ?? "")}.</Aside>
		);
	return (
		<MessageView
			plan={plan}
			message={message}
			isPrivate={plan.isPrivate}
			voice={{
				say: (command, id) =>
					sendCommand({
						id,
						text: command,
						thread: entry.record?.thread ?? undefined,
						clusters: targetOf(command, run.cluster),
						from: { command: entry.id, cluster: run.cluster, run: run.id },
					}),
				show: showCommand,
			}}
		/>
	);
}
