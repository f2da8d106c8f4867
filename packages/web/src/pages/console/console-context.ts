import { createContext, useContext } from "react";
import type { Failure } from "../../data/api-failure.ts";
import type { Conversation, Origin } from "./conversation.ts";

/** A command on its way to the control plane. */
export interface NewCommand {
	readonly text: string;
	/** The command it answers under. */
	readonly thread: string | undefined;
	/** Made once per text, so that sending it again after a lost answer runs it once. */
	readonly id?: string | undefined;
	/** What it reads on standard input, in Base64. */
	readonly stdin?: string | undefined;
	/** The clusters it goes to unless its text names others. */
	readonly clusters?: readonly string[] | undefined;
	/** The message it was chosen in. */
	readonly from?: Origin | undefined;
}

/** What all parts of the console share. */
export interface ConsoleScope {
	readonly conversation: Conversation;
	readonly channel: string;
	readonly organisation: string;
	/** Of who looks at it. */
	readonly email: string;
	/** Sends a command. @returns what went wrong; undefined when it runs. */
	readonly sendCommand: (command: NewCommand) => Promise<Failure | undefined>;
	/** Whether it was sent from an input of this page. */
	readonly isSentHere: (command: string) => boolean;
	/** Puts text into the input of the channel or of a thread, and the cursor behind them. */
	readonly put: (text: string, thread: string | undefined) => void;
	/** An input takes its place; `put` reaches it. @returns what ends that. */
	readonly onPut: (
		thread: string | undefined,
		take: (text: string) => void,
	) => () => void;
	readonly openThread: (root: string | undefined) => void;
	/** Opens a run's whole output; `lines` shows only those that contain it. */
	readonly openOutput: (run: string | undefined, lines?: string) => void;
}

export const ConsoleScopeContext = createContext<ConsoleScope | undefined>(
	undefined,
);

export function useConsole(): ConsoleScope {
	const scope = useContext(ConsoleScopeContext);
	if (!scope) throw new Error("outside the console");
	return scope;
}
