import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CliFailure } from "./cli-failure.ts";
import type { Environment } from "./environment.ts";
import { exitCodes } from "./exit-codes.ts";
import { paintStates, type StateColour } from "./output/paint-states.ts";
import { safeText } from "./output/safe-text.ts";

/**
 * What a command may touch of the world outside: written and read through here, so that tests can watch, and so that there is one way
 * to a person's terminal. Whatever goes there is made safe to look at here: names, errors and output come from others.
 */
export interface Terminal {
	/** Answers: what a script reads. A file or pipe gets them letter by letter. */
	out(text: string): void;
	/** A program's output, byte by byte where no person looks at it. Resolves when more may come. */
	write(stream: "stdout" | "stderr", bytes: Uint8Array): Promise<void>;
	/** Everything else: progress, hints, failures. Safe to look at wherever it goes. */
	say(text: string): void;
	/** A line above answers: among them where a person looks at them, beside them where a script does. */
	heading(text: string): void;
	/** Whether a person looks at the answers: live redrawing makes sense. */
	readonly isInteractive: boolean;
	/** Whether a person looks at both: answers and the rest are one picture. */
	readonly isOnePicture: boolean;
	readonly columns: number;
	/** Calls `act` at each Ctrl-C until the returned function is called. */
	onInterrupt(act: () => void): () => void;
	/** The bytes of standard input, whole. @throws CliFailure when there are more than `maxBytes`. */
	readInputBytes(maxBytes: number): Promise<Uint8Array>;
	/** Whether a person types on standard input. */
	readonly isTyped: boolean;
	/** One line that a person types and sees. Ctrl-C ends the process. */
	askLine(question: string): Promise<string>;
	/** One line that is not shown while a person types it; the whole of standard input when nobody does. */
	readSecret(question: string): Promise<string>;
}

/**
 * The process's own terminal. A reader that went away (`qd … | head`) ends the process quietly; a file that takes no more, on a full disk,
 * ends it with the reason.
 */
export function processTerminal(environment: Environment): Terminal {
	const written = terminalOn(process.stdout, process.stderr, {
		colours: wantsEscapes(environment),
	});
	process.stdout.on("error", (error: NodeJS.ErrnoException) => {
		if (error.code === "EPIPE") process.exit(0);
		written.say(
			`qd: Cannot write to standard output: ${error.message}\nWhat was written is not whole. What was asked of the control plane is done all the same.\n`,
		);
		process.exit(exitCodes.failed);
	});
	// What cannot be said to anybody does not change what became of the command.
	process.stderr.on("error", () => {});
	return {
		...written,
		onInterrupt(act) {
			process.on("SIGINT", act);
			return () => process.off("SIGINT", act);
		},
		readInputBytes,
		isTyped: process.stdin.isTTY === true,
		askLine: (question) => ask(question, process.stderr),
		readSecret: (question) =>
			process.stdin.isTTY ? askUnseen(question) : readText(),
	};
}

/** Whether a terminal is to get escape sequences of ours at all (https://no-color.org: `NO_COLOR` counts unless it is empty). */
export function wantsEscapes({ NO_COLOR, TERM }: Environment): boolean {
	return !NO_COLOR && TERM !== "dumb";
}

/** Where text goes: a person's screen when `isTTY`. */
export type Screen = Pick<NodeJS.WriteStream, "write"> & {
	readonly isTTY?: boolean;
	readonly columns?: number;
};

/** The writing half of a terminal. @param options.colours whether it may write escape sequences at all: bold, too. */
export function terminalOn(
	stdout: Screen,
	stderr: Screen,
	{ colours }: { readonly colours: boolean },
): Pick<
	Terminal,
	| "out"
	| "write"
	| "say"
	| "heading"
	| "isInteractive"
	| "isOnePicture"
	| "columns"
> {
	const screens = { stdout, stderr };
	const decoders = { stdout: new TextDecoder(), stderr: new TextDecoder() };
	const isInteractive = stdout.isTTY === true;
	const show = (text: string) =>
		colours ? paintStates(safeText(text), colourOf) : safeText(text);
	return {
		out: (text) => void stdout.write(isInteractive ? show(text) : text),
		say: (text) => void stderr.write(safeText(text)),
		heading(text) {
			const shown = safeText(text);
			if (!isInteractive) stderr.write(`${shown}\n`);
			else
				stdout.write(colours ? `\u001b[1m${shown}\u001b[0m\n` : `${shown}\n`);
		},
		write(stream, bytes) {
			const screen = screens[stream];
			const shown = screen.isTTY
				? show(decoders[stream].decode(bytes, { stream: true }))
				: bytes;
			return new Promise((resolve, reject) =>
				screen.write(shown, (error) => (error ? reject(error) : resolve())),
			);
		},
		isInteractive,
		isOnePicture: isInteractive && stderr.isTTY === true,
		// A terminal without a size, as below `script` or `docker exec -t`, says 0.
		columns: stdout.columns || 120,
	};
}

const colourCodes: Readonly<Record<StateColour, number>> = {
	green: 32,
	yellow: 33,
	red: 31,
};

function colourOf(word: string, colour: StateColour): string {
	return `\u001b[${colourCodes[colour]}m${word}\u001b[0m`;
}

async function readText(): Promise<string> {
	let text = "";
	for await (const chunk of process.stdin.setEncoding("utf8")) text += chunk;
	return text;
}

async function readInputBytes(maxBytes: number): Promise<Uint8Array> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	for await (const piece of process.stdin as AsyncIterable<Uint8Array>) {
		length += piece.length;
		if (length > maxBytes)
			throw new CliFailure(
				`Standard input is larger than ${maxBytes} bytes, the most that is read here. Nothing was done.`,
				{ exitCode: exitCodes.usage },
			);
		pieces.push(piece);
	}
	return Buffer.concat(pieces);
}

/** The line is edited as usual and written nowhere. */
async function askUnseen(question: string): Promise<string> {
	const unseen = new Writable({ write: (_chunk, _encoding, done) => done() });
	process.stderr.write(question);
	try {
		return await ask("", unseen);
	} finally {
		process.stderr.write("\n");
	}
}

async function ask(
	question: string,
	output: NodeJS.WritableStream,
): Promise<string> {
	const lines = createInterface({
		input: process.stdin,
		output,
		terminal: true,
	});
	const interrupted = new AbortController();
	lines.once("SIGINT", () => interrupted.abort());
	lines.once("close", () => interrupted.abort());
	try {
		return await lines.question(safeText(question), {
			signal: interrupted.signal,
		});
	} catch {
		process.stderr.write("\n");
		return process.exit(exitCodes.interrupted);
	} finally {
		lines.close();
	}
}
