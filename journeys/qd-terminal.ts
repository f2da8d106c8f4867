import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { until } from "@quarterdeck/testkit";

/** How a command line ended, and all it said. */
export interface QdEnd {
	readonly code: number | null;
	readonly out: string;
	readonly said: string;
}

/** A command line that goes on. */
export interface QdProcess {
	readonly pid: number;
	/** What it wrote so far, to standard output and to standard error. */
	out(): string;
	said(): string;
	/** Ctrl-C. */
	interrupt(): void;
	readonly ended: Promise<QdEnd>;
	/** Waits until its output matches; fails at once, with its words, when it ends before. */
	shows(pattern: RegExp): Promise<RegExpMatchArray>;
}

/** A terminal of its own: `./qd` with a home, a state folder and sessions that are nobody else's. */
export interface QdTerminal {
	/** Runs `./qd …words` to its end. */
	qd(...words: string[]): Promise<QdEnd>;
	/** Runs a line as a person would paste it. */
	paste(line: string): Promise<QdEnd>;
	begin(...words: string[]): QdProcess;
}

const theirOwn = [
	...["QD_URL", "QD_TOKEN", "QD_CHANNEL", "QD_NATS_URL", "QD_NATS_KEYS"],
	...["QD_NATS_CA", "QD_NATS_INSECURE"],
	...["DATABASE_URL", "QD_DATABASE_OWNER_URL", "KUBECONFIG", "QD_LOG_LEVEL"],
];

const root = resolve(import.meta.dirname, "..");

/** Opens a terminal in a checkout whose traces all lie below `dir`; what it started is ended with the test. */
export function openTerminal(
	t: { after(act: () => void | Promise<void>): void },
	dir: string,
	more: Readonly<Record<string, string>> = {},
	checkout = root,
): QdTerminal {
	const variables = {
		HOME: join(dir, "home"),
		XDG_CONFIG_HOME: join(dir, "config"),
		QD_STATE_DIR: join(dir, "state"),
		QD_NO_INSTALL: "1",
		...more,
	};
	function start(command: string, words: readonly string[]): QdProcess {
		// env(1) takes away what the machine's own shell says about a control plane, and becomes the command itself.
		const set = Object.entries(variables).map((pair) => pair.join("="));
		const unset = theirOwn.flatMap((name) => ["-u", name]);
		const all = [...unset, ...set, command, ...words];
		const child = spawn("env", all, { cwd: checkout });
		const process = listenTo(child);
		t.after(async () => {
			if (child.exitCode === null && child.signalCode === null) {
				child.kill("SIGINT");
				await process.ended;
			}
		});
		return process;
	}
	return {
		begin: (...words) => start("./qd", words),
		qd: (...words) => start("./qd", words).ended,
		paste: (line) => start("sh", ["-c", line]).ended,
	};
}

function listenTo(child: ChildProcess): QdProcess {
	let out = "";
	let said = "";
	child.stdout?.setEncoding("utf8").on("data", (text: string) => {
		out += text;
	});
	child.stderr?.setEncoding("utf8").on("data", (text: string) => {
		said += text;
	});
	child.stdin?.end();
	let hasEnded = false;
	const ended = new Promise<QdEnd>((done) =>
		child.once("close", (code) => {
			hasEnded = true;
			done({ code, out, said });
		}),
	);
	return {
		pid: child.pid ?? 0,
		out: () => out,
		said: () => said,
		interrupt: () => void child.kill("SIGINT"),
		ended,
		async shows(pattern) {
			const seen = await until(
				() => {
					const match = pattern.exec(out);
					if (match) return match;
					return hasEnded ? new Error(`without showing ${pattern}`) : undefined;
				},
				{ withinMs: 90_000, what: `${pattern} is shown` },
			);
			if (seen instanceof Error)
				throw new Error(`it ended: ${out}${said}`, { cause: seen });
			return seen;
		},
	};
}

/** Every process below that one, also below those that were started by it. */
export function processesBelow(pid: number): number[] {
	const parents = readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.map((name) => [Number(name), parentOf(Number(name))] as const);
	const below = (parent: number): number[] =>
		parents
			.filter(([, of]) => of === parent)
			.flatMap(([child]) => [child, ...below(child)]);
	return below(pid);
}

/** Whether the process is there still; one that only waits to be collected is not. */
export function isThere(pid: number): boolean {
	return parentOf(pid) !== undefined;
}

function parentOf(pid: number): number | undefined {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
		const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return state === "Z" ? undefined : Number(parent);
	} catch {
		return undefined;
	}
}

/** The words a process was started with. */
export function commandLine(pid: number): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
	} catch {
		return "";
	}
}
