import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { exitCodes } from "./exit-codes.ts";

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
	/** Standard input, whole and as it is. */
	readInput(): Promise<Uint8Array>;
	/** One line that is not shown while a person types it; the whole of standard input when nobody does. */
	readSecret(question: string): Promise<string>;
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
		readInput,
		readSecret: (question) =>
			process.stdin.isTTY ? askUnseen(question) : readText(),
	};
}

async function readInput(): Promise<Uint8Array> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of process.stdin) chunks.push(chunk);
	return Buffer.concat(chunks);
}

async function readText(): Promise<string> {
	let text = "";
	for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
	return text;
}

/** The line is edited as usual and written nowhere. */
async function askUnseen(question: string): Promise<string> {
	process.stderr.write(question);
	const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
	const lines = createInterface({
		input: process.stdin,
		output: unseen,
		terminal: true,
	});
	const interrupted = new AbortController();
	lines.once("SIGINT", () => interrupted.abort());
	lines.once("close", () => interrupted.abort());
	try {
		return await lines.question("", { signal: interrupted.signal });
	} catch {
		return process.exit(exitCodes.interrupted);
	} finally {
		lines.close();
		process.stderr.write("\n");
	}
}
