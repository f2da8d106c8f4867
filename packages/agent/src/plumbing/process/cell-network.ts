import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readlinkSync } from "node:fs";
import { Server } from "node:net";

/** Where connections of cells to the gate go. */
export interface CellGate {
	/** The port of 127.0.0.1 that kubeconfigs name; undefined while the gate is not open. */
	port(): number | undefined;
	/** Serves connections to that port in a plugin's own network, where the handle listens; returns how to end that. */
	listenAlso(handle: Server): () => void;
}

/** A network that one cell alone has: a loopback interface, on it the agent's gate or nothing, and no way out. */
export interface CellNetwork {
	/** What is put in front of a program to run it there; with it, the user namespace that owns the network where the agent is not root. */
	readonly wrapper: readonly string[];
	/** Ends the way to the gate. The network ends with the last process in it. */
	close(): void;
}

export interface CellNetworks {
	/** A new network, with the gate in it or without. @throws Error when it cannot be made. */
	open(kind: "gate" | "none"): Promise<CellNetwork>;
	/** Ends what is kept ready. */
	close(): void;
}

export interface CellNetworksOptions {
	readonly gate: CellGate;
	/** Whether networks are made in a user namespace: the agent is not root. */
	readonly inUserNamespace: boolean;
}

const startTimeoutMs = 10_000;

/**
 * Networks of cells. Nothing of ours stays in them: a Node process makes the network and listens in it, hands its listening socket to
 * the agent, and ends; from then on the agent itself accepts there. The next network with a gate is made beforehand.
 */
export function createCellNetworks(options: CellNetworksOptions): CellNetworks {
	let spare: { port: number; made: Promise<CellNetwork> } | undefined;
	let isClosed = false;

	function discard(): void {
		spare?.made.then((one) => one.close()).catch(() => {});
		spare = undefined;
	}
	function prepare(port: number): void {
		if (isClosed) return;
		const made = makeNetwork(port, options);
		// Told when it is needed: the next one is tried then.
		made.catch(() => {});
		spare = { port, made };
	}
	return {
		async open(kind) {
			if (kind === "none") return await makeNetwork(undefined, options);
			const port = options.gate.port();
			if (port === undefined)
				throw new Error("the gate is not open yet, and the plugin needs it");
			if (spare?.port !== port) discard();
			const ready = spare?.made;
			spare = undefined;
			const network =
				(await ready?.catch(() => undefined)) ??
				(await makeNetwork(port, options));
			prepare(port);
			return network;
		},
		close() {
			isClosed = true;
			discard();
		},
	};
}

/** Says where it is, with the socket where a port is given, and ends when the agent has both. */
const maker = `const say = (server) => process.send({}, server);
const port = Number(process.argv[1]);
if (port === 0) say();
else require("node:net").createServer().listen(port, "127.0.0.1", function () { say(this); });
process.on("disconnect", () => process.exit());`;

/**
 * The loopback interface of a new network is down, and its switch is a file that the owner of the network may write to: no program
 * such as ip(8), which images lack, is needed. It belongs to the owner only if the user namespace was there before the network.
 */
const raised = `set -eu
mount -t sysfs sysfs /sys
echo 0x9 > /sys/class/net/lo/flags
exec "$@"`;

async function makeNetwork(
	port: number | undefined,
	{ gate, inUserNamespace }: CellNetworksOptions,
): Promise<CellNetwork> {
	const user = inUserNamespace
		? ["unshare", "--user", "--map-root-user", "--"]
		: [];
	const [file = "", ...args] = [
		...["setpriv", "--pdeathsig", "KILL", "--"],
		...user,
		...["unshare", "--mount", "--net", "--", "sh", "-c", raised, "network"],
		...[process.execPath, "-e", maker, `${port ?? 0}`],
	];
	const child = spawn(file, args, {
		env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
		cwd: "/",
		stdio: ["ignore", "ignore", "pipe", "ipc"],
		timeout: startTimeoutMs,
		killSignal: "SIGKILL",
	});
	const server = await socketOf(child);
	const held: number[] = [];
	try {
		if (port !== undefined && !server)
			throw new Error("the gate cannot listen in the network of a plugin");
		held.push(openNamespace(child, "net"));
		if (inUserNamespace) held.push(openNamespace(child, "user"));
	} catch (error) {
		closeAll(server, held);
		throw error;
	} finally {
		if (child.connected) child.disconnect();
		child.unref();
	}
	const [net, owner] = held.map((one) => `/proc/${process.pid}/fd/${one}`);
	const stop = server && gate.listenAlso(server);
	return {
		wrapper: [
			"nsenter",
			...(owner ? [`--user=${owner}`, "--preserve-credentials"] : []),
			`--net=${net}`,
			"--",
		],
		close() {
			stop?.();
			closeAll(undefined, held.splice(0));
		},
	};
}

/** The socket that the maker sends; undefined where it makes none. */
function socketOf(child: ChildProcess): Promise<Server | undefined> {
	return new Promise((resolve, reject) => {
		let said = "";
		child.stderr?.setEncoding("utf8").on("data", (text: string) => {
			said = (said + text).slice(0, 2048);
		});
		const fail = (reason: string) =>
			reject(
				new Error(
					`a network of its own cannot be made for a plugin: ${reason}`,
				),
			);
		child.once("message", (_, handle) =>
			resolve(handle instanceof Server ? handle : undefined),
		);
		child.once("error", (error) => fail(error.message));
		child.once("close", (code, signal) =>
			fail(said.trim().split("\n")[0] || String(signal ?? code)),
		);
	});
}

/** Holds the namespace of a process, which is then in use by the descriptor. @throws Error when it is the agent's own. */
function openNamespace(child: ChildProcess, kind: "net" | "user"): number {
	const path = `/proc/${child.pid}/ns/${kind}`;
	if (readlinkSync(path) === readlinkSync(`/proc/self/ns/${kind}`))
		throw new Error("a network of its own cannot be made for a plugin");
	return openSync(path, "r");
}

function closeAll(server: Server | undefined, held: readonly number[]): void {
	server?.close();
	for (const descriptor of held) closeSync(descriptor);
}
