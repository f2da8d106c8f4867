import { useCallback, useSyncExternalStore } from "react";
import type { Conversation } from "./conversation.ts";

/** Renders the component again when the topic changed. @returns the number of the change. */
export function useTopic(conversation: Conversation, topic: string): number {
	const { signals } = conversation;
	const subscribe = useCallback(
		(listener: () => void) => signals.subscribe(topic, listener),
		[signals, topic],
	);
	return useSyncExternalStore(subscribe, () => signals.version(topic));
}
