import { createContext, useContext } from "react";

/** What the parts of one message share. */
export interface MessageScope {
	/** Says a command of the message. @returns whether it runs. */
	readonly sendCommand: (command: string) => Promise<boolean>;
	/** The command that is on its way. */
	readonly sending: string | undefined;
	/** What is chosen in a select, by its key: since this message came, at first, or in the message before. */
	readonly chosen: (
		key: string,
		initial: string | undefined,
	) => string | undefined;
	readonly choose: (key: string, value: string) => void;
	/** In a form: keeps what a field would say until the form is applied. */
	readonly fill: ((field: string, command: string) => void) | undefined;
}

export const MessageScopeContext = createContext<MessageScope | undefined>(
	undefined,
);

export function useMessage(): MessageScope {
	const scope = useContext(MessageScopeContext);
	if (!scope) throw new Error("outside a message");
	return scope;
}
