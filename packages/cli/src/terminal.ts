/** What a command may touch of the world outside: written and read through here, so that tests can watch. */
export interface Terminal {
	/** Answers: what a script reads. */
	out(text: string): void;
	/** Everything else: progress, hints, failures. */
	say(text: string): void;
	/** Whether a person looks at the output: colours and live redrawing make sense. */
	readonly isInteractive: boolean;
	readonly columns: number;
	/** Calls `act` at each Ctrl-C until the returned function is called. */
	onInterrupt(act: () => void): () => void;
	/** Text from standard input, whole. */
	readInput(): Promise<string>;
}

/** The process's own terminal. A reader that went away (`qd … | head`) ends the process quietly. */
export function processTerminal(): Terminal {
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code === "EPIPE") process.exit(0);
		throw error;
	});
	return {
		out: (text) => void process.stdout.write(text),
		say: (text) => void process.stderr.write(text),
		isInteractive: process.stdout.isTTY === true,
		columns: process.stdout.columns ?? 120,
		onInterrupt(act) {
			process.on("SIGINT", act);
			return () => process.off("SIGINT", act);
		},
		async readInput() {
			let text = "";
			for await (const chunk of process.stdin.setEncoding("utf8"))
				text += chunk;
			return text;
		},
	};
}
