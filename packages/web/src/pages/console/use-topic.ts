import { useCallback, useSyncExternalStore } from "react";
import type { Conversation } from "./conversation.ts";

/** Renders the component again when the topic changed. @returns the number of the change. */
export function useTopic(conversation: Conversation, topic: string): number {
	const { bell } = conversation;
	const subscribe = useCallback(
		(hear: () => void) => bell.subscribe(topic, hear),
		[bell, topic],
	);
	return useSyncExternalStore(subscribe, () => bell.version(topic));
}
