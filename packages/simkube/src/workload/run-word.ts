import type { Readable } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { KubeObject } from "../kube-object.ts";

/** Where a made-up command reads and writes. */
export interface CommandStreams {
	readonly stdin: Readable;
	stdout(text: string | Buffer): void;
	stderr(text: string): void;
	readonly signal: AbortSignal;
}

/** How a command ended; `undefined` when there is no such program. */
export type ExitCode = number | undefined;

interface Surroundings {
	readonly pod: KubeObject;
	readonly container: string;
	readonly nowMs: number;
}

type Program = (
	words: readonly string[],
	streams: CommandStreams,
	around: Surroundings,
) => Promise<ExitCode> | ExitCode;

const programs: Record<string, Program> = {
	true: () => 0,
	false: () => 1,
	echo(words, { stdout }) {
		const isBare = words[0] === "-n";
		stdout(words.slice(isBare ? 1 : 0).join(" ") + (isBare ? "" : "\n"));
		return 0;
	},
	hostname(_, { stdout }, { pod }) {
		stdout(`${pod.spec?.hostname ?? pod.metadata.name}\n`);
		return 0;
	},
	date(_, { stdout }, { nowMs }) {
		stdout(`${new Date(nowMs).toUTCString()}\n`);
		return 0;
	},
	pwd(_, { stdout }) {
		stdout("/\n");
		return 0;
	},
	id(_, { stdout }) {
		stdout("uid=0(root) gid=0(root) groups=0(root)\n");
		return 0;
	},
	env(_, { stdout }, around) {
		for (const [name, value] of environment(around))
			stdout(`${name}=${value}\n`);
		return 0;
	},
	ls: list,
	cat: concatenate,
	async sleep(words, { signal }) {
		await delay(Number(words[0] ?? 0) * 1000, undefined, { signal }).catch(
			() => {},
		);
		return 0;
	},
	exit: (words) => Number(words[0] ?? 0),
	sh: shell,
	bash: shell,
};

/** Runs one of the few built-in words as if it were a program in a container. */
export async function runWord(
	words: readonly string[],
	streams: CommandStreams,
	around: Surroundings,
): Promise<ExitCode> {
	const [path = "", ...rest] = words;
	const name = path.replace(/^\/(usr\/)?bin\//, "");
	const program = Object.hasOwn(programs, name) ? programs[name] : undefined;
	return program?.(rest, streams, around);
}

function environment({
	pod,
	container,
}: Surroundings): [name: string, value: string][] {
	const spec = (pod.spec?.containers ?? []).find(
		(each: KubeObject) => each.name === container,
	);
	return [
		["PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
		["HOSTNAME", String(pod.metadata.name)],
		["KUBERNETES_SERVICE_HOST", "10.96.0.1"],
		["KUBERNETES_SERVICE_PORT", "443"],
		...(spec?.env ?? []).map((each: { name: string; value?: string }) => [
			each.name,
			each.value ?? "",
		]),
		["HOME", "/root"],
	];
}

const folders: Record<string, string> = {
	"/": "bin\netc\nhome\nproc\nroot\ntmp\nusr\nvar\n",
	"/etc": "hostname\nos-release\n",
	"/tmp": "",
};

function list(words: readonly string[], streams: CommandStreams): ExitCode {
	const place = words.find((word) => !word.startsWith("-")) ?? "/";
	const listing = folders[place === "." ? "/" : place.replace(/(.)\/$/, "$1")];
	if (listing === undefined) {
		streams.stderr(`ls: cannot access '${place}': No such file or directory\n`);
		return 2;
	}
	streams.stdout(listing);
	return 0;
}

async function concatenate(
	words: readonly string[],
	streams: CommandStreams,
	{ pod }: Surroundings,
): Promise<ExitCode> {
	if (words.length === 0) {
		for await (const part of streams.stdin) streams.stdout(part);
		return 0;
	}
	let exitCode = 0;
	for (const file of words) {
		const text = fileText(file, pod);
		if (text !== undefined) streams.stdout(text);
		else {
			streams.stderr(`cat: ${file}: No such file or directory\n`);
			exitCode = 1;
		}
	}
	return exitCode;
}

function fileText(file: string, pod: KubeObject): string | undefined {
	if (file === "/etc/hostname") return `${pod.metadata.name}\n`;
	if (file === "/etc/os-release") return 'NAME="simkube"\nID=simkube\n';
	if (file === "/var/run/secrets/kubernetes.io/serviceaccount/namespace")
		return String(pod.metadata.namespace);
	return undefined;
}

/** `sh -c "<one command>"`, or the lines of stdin one after the other. */
async function shell(
	words: readonly string[],
	streams: CommandStreams,
	around: Surroundings,
): Promise<ExitCode> {
	if (words[0] === "-c") return runLine(words[1] ?? "", streams, around);
	let waiting = "";
	let last: number = 0;
	for await (const part of streams.stdin) {
		waiting += part.toString("utf8");
		const lines = waiting.split("\n");
		waiting = lines.pop() ?? "";
		for (const line of lines) {
			if (/^\s*exit\b/.test(line))
				return Number(line.trim().split(/\s+/)[1] ?? last);
			last = await runLine(line, streams, around);
		}
	}
	return last;
}

async function runLine(
	line: string,
	streams: CommandStreams,
	around: Surroundings,
): Promise<number> {
	const words = splitLine(line);
	if (words.length === 0) return 0;
	const exitCode = await runWord(words, streams, around);
	if (exitCode !== undefined) return exitCode;
	streams.stderr(`sh: 1: ${words[0]}: not found\n`);
	return 127;
}

function splitLine(line: string): string[] {
	return [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
		(match) => match[1] ?? match[2] ?? match[3] ?? "",
	);
}
