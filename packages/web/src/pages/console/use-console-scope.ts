import { useNavigate } from "@tanstack/react-router";
import { useCallback, useMemo, useRef } from "react";
import { type Failure, failureOf } from "../../data/api-failure.ts";
import { sendRequest } from "../../data/send-request.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { newCommandId } from "../../parts/new-command-id.ts";
import type { ConsoleScope, NewCommand } from "./console-context.ts";
import type { Conversation } from "./conversation.ts";
import { runCommandDocument } from "./documents.ts";

/** What the parts of one channel share. It stays the same value while the channel does. */
export function useConsoleScope(of: {
	readonly conversation: Conversation;
	readonly channel: string;
	readonly email: string;
}): ConsoleScope {
	const { conversation, channel, email } = of;
	const organisation = useOrganisation() ?? "";
	const inputs = useRef(new Map<string, (text: string) => void>());
	const places = usePlaces();
	const said = useRef(new Set<string>());
	const sendCommand = useCallback(
		(command: NewCommand) => {
			const id = command.id ?? newCommandId();
			if (!command.from) said.current.add(id);
			return runCommand(
				conversation,
				{ organisation, channel },
				{ ...command, id },
			);
		},
		[conversation, organisation, channel],
	);
	return useMemo(
		() => ({
			conversation,
			channel,
			organisation,
			email,
			sendCommand,
			isSentHere: (command) => said.current.has(command),
			...places,
			put(text, thread) {
				const take = inputs.current.get(thread ?? "") ?? inputs.current.get("");
				take?.(text);
			},
			onPut(thread, take) {
				const key = thread ?? "";
				inputs.current.set(key, take);
				return () => {
					if (inputs.current.get(key) === take) inputs.current.delete(key);
				};
			},
		}),
		[conversation, channel, organisation, email, sendCommand, places],
	);
}

/** @returns what went wrong; undefined when it runs. */
async function runCommand(
	conversation: Conversation,
	place: { readonly organisation: string; readonly channel: string },
	command: NewCommand & { readonly id: string },
): Promise<Failure | undefined> {
	const { organisation, channel } = place;
	const { id, text, thread, clusters, from, stdin } = command;
	// Before the answer: what comes of it may be heard sooner.
	if (from) conversation.choose(id, from);
	try {
		const { runCommand: command } = await sendRequest(
			runCommandDocument,
			{
				input: {
					id,
					text,
					channel,
					...(thread ? { thread } : {}),
					...(stdin === undefined ? {} : { stdin }),
					...(clusters ? { clusters: [...clusters] } : {}),
				},
			},
			{ organisation },
		);
		conversation.merge([command]);
		return undefined;
	} catch (error) {
		return failureOf(error);
	}
}

type Places = Pick<ConsoleScope, "openThread" | "openOutput">;

/** What is open stands in the address, so that a link shows the same; going back closes it. */
function usePlaces(): Places {
	const navigate = useNavigate({ from: "/o/$organisation/console/$channel" });
	return useMemo(
		() => ({
			openThread: (thread) =>
				void navigate({
					to: ".",
					search: (old) => ({ ...old, thread }),
				}),
			openOutput: (output, lines) =>
				void navigate({
					to: ".",
					search: (old) => ({ ...old, output, lines }),
				}),
		}),
		[navigate],
	);
}
