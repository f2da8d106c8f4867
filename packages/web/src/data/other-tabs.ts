let opened: BroadcastChannel | undefined;

/** Opened when it is first used: in a test that only imports this file it would keep the process alive. */
function channel(): BroadcastChannel {
	opened ??= new BroadcastChannel("quarterdeck.session");
	return opened;
}

/** Tells the other tabs of this browser, which share the session, that it changed. */
export function notifyOtherTabs(): void {
	channel().postMessage("changed");
}

/** Calls `listener` when another tab changed the session. @returns what stops it. */
export function onOtherTab(listener: () => void): () => void {
	channel().addEventListener("message", listener);
	return () => channel().removeEventListener("message", listener);
}
