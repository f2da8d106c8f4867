import { type Screen, type Terminal, terminalOn } from "./terminal.ts";

/** A terminal whose words a test reads. */
export interface TestTerminal {
	readonly terminal: Terminal;
	/** What went to standard output and to standard error, as bytes read as Latin-1. */
	out(): string;
	said(): string;
}

/** A terminal where nobody types; a person looks at the streams that are named. */
export function createTestTerminal(
	looksAt: {
		readonly stdout?: boolean;
		readonly stderr?: boolean;
		readonly colours?: boolean;
	} = {},
): TestTerminal {
	const stdout = createScreen(looksAt.stdout ?? false);
	const stderr = createScreen(looksAt.stderr ?? false);
	return {
		terminal: {
			...terminalOn(stdout.screen, stderr.screen, {
				colours: looksAt.colours ?? false,
			}),
			onInterrupt: () => () => {},
			readInputBytes: async () => new Uint8Array(),
			isTyped: false,
			askLine: async () => "",
			readSecret: async () => "",
		},
		out: stdout.written,
		said: stderr.written,
	};
}

function createScreen(isTTY: boolean) {
	const pieces: Uint8Array[] = [];
	function write(
		piece: string | Uint8Array,
		...rest: readonly unknown[]
	): boolean {
		pieces.push(Buffer.from(piece));
		const done = rest.at(-1);
		if (typeof done === "function") done();
		return true;
	}
	const screen: Screen = { write, isTTY, columns: 80 };
	return {
		screen,
		written: () => Buffer.concat(pieces).toString("latin1"),
	};
}
