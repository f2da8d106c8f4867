import { watch } from "node:fs";
import {
	mkdir,
	mkdtemp,
	readdir,
	readFile,
	rm,
	writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AppError } from "@quarterdeck/contract";
import { type Environment, readEnvironment } from "@quarterdeck/runtime";
import { SetupError } from "./setup-error.ts";
import {
	type ProcessEnd,
	startTiedProcess,
	type TiedProcess,
} from "./tied-process.ts";

export interface NatsServerOptions {
	/** The nats-server to run; see provideNatsServer. */
	readonly binary: string;
	/** The configuration as text (kept in a private file while it runs) or the path of one. */
	readonly config: string | { readonly file: string };
	/** Client port on 127.0.0.1, over the configuration's own; 0 lets the server choose. Default: the configuration's. */
	readonly port?: number;
	readonly onLine?: (line: string) => void;
	/** Told to the person whose port is taken; default `--nats-port`. */
	readonly portFlag?: string;
	/** Where a folder for its private files is made; default the machine's temporary folder. */
	readonly runDir?: string;
	readonly env?: Environment;
	/** Given up after this long; default 30 s. */
	readonly startTimeoutMs?: number;
}

/** Addresses the server reports itself, first of each kind. */
export interface NatsAddresses {
	readonly nats: string;
	readonly websocket: string | undefined;
	readonly monitoring: string | undefined;
}

/** A nats-server child process. */
export interface RunningNatsServer {
	/** `tls://127.0.0.1:PORT` when the configuration has a `tls` block, `nats://…` otherwise; the same after a restart. */
	readonly url: string;
	readonly port: number;
	readonly addresses: NatsAddresses;
	readonly pid: number;
	/** Of the process now running; renewed by restart. Resolves also on an end nobody asked for. */
	readonly ended: Promise<ProcessEnd>;
	/** Orderly end: SIGTERM, and SIGKILL after `graceMs` (default 5 s). Removes what was kept for it. Safe to repeat. */
	stop(graceMs?: number): Promise<void>;
	/** SIGKILL, and wait until it is gone. It can be restarted. */
	kill(): Promise<void>;
	/** Starts it again on the same client port, ending it first when it runs. Other ports the server chose may move. */
	restart(): Promise<void>;
	/** Reads its configuration again (SIGHUP). */
	reload(): void;
	/** Lets our process end while it runs; it then ends with us. */
	unref(): void;
}

/**
 * Starts a nats-server and answers when it accepts connections, which it says itself by writing its ports file.
 * It dies with this process, whatever ends it.
 * @throws AppError PORT_TAKEN; SetupError with the server's own words for anything else, a broken configuration first.
 */
export async function startNatsServer(
	options: NatsServerOptions,
): Promise<RunningNatsServer> {
	const folder = await mkdtemp(join(options.runDir ?? tmpdir(), "qd-nats-"));
	try {
		const configFile = await keepConfig(options.config, folder);
		let run = await launch(options, folder, configFile, options.port);
		const port = Number(new URL(run.addresses.nats).port);
		return {
			url: `${new URL(run.addresses.nats).protocol}//127.0.0.1:${port}`,
			port,
			get addresses() {
				return run.addresses;
			},
			get pid() {
				return run.process.pid;
			},
			get ended() {
				return run.process.ended;
			},
			async stop(graceMs = 5_000) {
				await run.process.stop("SIGTERM", graceMs);
				await rm(folder, { recursive: true, force: true });
			},
			async kill() {
				await run.process.stop("SIGKILL", 0);
			},
			async restart() {
				await run.process.stop("SIGTERM", 5_000);
				run = await launch(options, folder, configFile, port);
			},
			reload: () => run.process.signal("SIGHUP"),
			unref: () => run.process.unref(),
		};
	} catch (error) {
		await rm(folder, { recursive: true, force: true });
		throw error;
	}
}

async function keepConfig(
	config: NatsServerOptions["config"],
	folder: string,
): Promise<string> {
	if (typeof config !== "string") return config.file;
	const file = join(folder, "nats-server.conf");
	await writeFile(file, config, { mode: 0o600 });
	return file;
}

interface Launched {
	readonly process: TiedProcess;
	readonly addresses: NatsAddresses;
}

async function launch(
	options: NatsServerOptions,
	folder: string,
	configFile: string,
	port: number | undefined,
): Promise<Launched> {
	const portsFolder = join(folder, "ports");
	await rm(portsFolder, { recursive: true, force: true });
	await mkdir(portsFolder);
	const lastLines: string[] = [];
	const server = startTiedProcess({
		command: options.binary,
		args: [
			"--config",
			configFile,
			"--ports_file_dir",
			portsFolder,
			...(port === undefined
				? []
				: ["--addr", "127.0.0.1", "--port", String(port === 0 ? -1 : port)]),
		],
		env: options.env ?? readEnvironment(),
		orphanSignal: "KILL",
		onLine(line) {
			lastLines.push(line);
			if (lastLines.length > 20) lastLines.shift();
			options.onLine?.(line);
		},
	});
	const addresses = await Promise.race([
		readPorts(portsFolder, server.ended, options.startTimeoutMs ?? 30_000),
		server.ended.then((end) => ({ end })),
	]);
	if (addresses && !("end" in addresses)) return { process: server, addresses };
	await server.stop("SIGKILL", 0);
	if (addresses) throw failureOf(options, lastLines, addresses.end);
	throw new SetupError(
		`nats-server did not accept connections in time. Its last output: ${lastLines.at(-1) ?? "none"}`,
	);
}

function failureOf(
	options: NatsServerOptions,
	lines: readonly string[],
	end: ProcessEnd,
): Error {
	const text = lines.join("\n");
	const taken = /:(\d+): bind: address already in use/.exec(text)?.[1];
	if (taken)
		return new AppError("PORT_TAKEN", {
			port: Number(taken),
			flag: options.portFlag ?? "--nats-port",
		});
	if (end.error || end.code === 127)
		return new SetupError(
			`Cannot run nats-server from ${options.binary}: ${end.error?.message ?? text}`,
		);
	const reason = lines.findLast((line) =>
		/\[FTL\]|\[ERR\]|nats-server:/.test(line),
	);
	return new SetupError(
		`nats-server did not start (exit ${end.code ?? end.signal}): ${(reason ?? text) || "no output"}`,
	);
}

/** Undefined when nothing was reported in time. */
async function readPorts(
	folder: string,
	ended: Promise<unknown>,
	timeoutMs: number,
): Promise<NatsAddresses | undefined> {
	const over = AbortSignal.timeout(timeoutMs);
	const watcher = watch(folder);
	const finished = new AbortController();
	void ended.then(() => finished.abort());
	try {
		while (!over.aborted && !finished.signal.aborted) {
			const found = await readPortsFile(folder);
			if (found) return found;
			await new Promise<void>((wake) => {
				// The watcher wakes it at once; the timer is for file systems that report nothing.
				const timer = setTimeout(wake, 100);
				watcher.once("change", () => {
					clearTimeout(timer);
					wake();
				});
			});
		}
		return undefined;
	} finally {
		watcher.close();
	}
}

async function readPortsFile(
	folder: string,
): Promise<NatsAddresses | undefined> {
	const name = (await readdir(folder)).find((entry) =>
		entry.endsWith(".ports"),
	);
	if (!name) return undefined;
	try {
		const ports = JSON.parse(await readFile(join(folder, name), "utf8"));
		const first = (kind: string): string | undefined => {
			const list = Reflect.get(ports, kind);
			return Array.isArray(list) ? String(list[0]) : undefined;
		};
		const nats = first("nats");
		if (!nats) return undefined;
		return {
			nats,
			websocket: first("websocket"),
			monitoring: first("monitoring"),
		};
	} catch {
		// Half written: the rest follows, and the watcher with it.
		return undefined;
	}
}
