const parentCheckMs = 1000;

/**
 * Aborts `shutdown` when the plugin is told to end by signal, or when its host died without a word: the host is the
 * parent, and an orphan is given another.
 */
export function watchForEnd(shutdown: AbortController): void {
	const end = (reason: string) => shutdown.abort(new Error(reason));
	process.once("SIGTERM", () => end("the plugin is being stopped"));
	// Ctrl-C in a terminal reaches the whole group; the host decides when its plugins end.
	process.on("SIGINT", () => {});
	const parent = process.ppid;
	setInterval(() => {
		if (process.ppid !== parent) end("the plugin's host is gone");
	}, parentCheckMs).unref();
}
