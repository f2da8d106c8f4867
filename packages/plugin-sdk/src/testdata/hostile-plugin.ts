import { spawn } from "node:child_process";
import { rmSync, symlinkSync, writeSync } from "node:fs";
import { createServer as createHttp2Server } from "node:http2";
import { createServer } from "node:net";
import { join } from "node:path";

/** A process that does one thing a plugin must not do; the first argument says which. */
const [, , deed = ""] = process.argv;
const { PLUGIN_UNIX_SOCKET_DIR = "/tmp", TMPDIR = "/tmp" } = process.env;
const directory =
	deed === "listens-in-tmpdir" ? TMPDIR : PLUGIN_UNIX_SOCKET_DIR;
const socket = join(directory, "hostile");
const say = (text: string) => writeSync(1, text);
const stay = () => setInterval(() => {}, 60_000);
const handshake = `1|3|unix|${socket}|grpc|\n`;

type Frames = (path: string) => { frames: Uint8Array[]; status?: number };

function frame(message: Uint8Array): Uint8Array {
	const head = Buffer.alloc(5);
	head.writeUInt32BE(message.length, 1);
	return Buffer.concat([head, message]);
}
function field(number: number, bytes: Uint8Array): Uint8Array {
	const length: number[] = [];
	let left = bytes.length;
	for (; left > 127; left >>>= 7) length.push((left & 127) | 128);
	return Buffer.concat([
		Buffer.from([(number << 3) | 2, ...length, left]),
		bytes,
	]);
}
const serving = frame(Buffer.from([8, 1]));

/** Speaks gRPC by hand, so that it can speak it badly. */
function serve(answer: Frames): void {
	const server = createHttp2Server();
	server.on("stream", (stream, headers) => {
		const path = String(headers[":path"]);
		stream.on("error", () => {});
		const isHealth = path === "/grpc.health.v1.Health/Check";
		const { frames, status = 0 } = isHealth
			? { frames: [serving] }
			: answer(path);
		stream.respond(
			{ ":status": 200, "content-type": "application/grpc" },
			{ waitForTrailers: true },
		);
		stream.on("wantTrailers", () =>
			stream.sendTrailers({ "grpc-status": String(status) }),
		);
		const send = () => {
			const next = frames.shift();
			if (next === undefined) stream.end();
			else stream.write(next, send);
		};
		if (path === "/quarterdeck.plugin.v1.StreamingExecutor/ExecuteStream" || !path.includes("Stream")) send();
	});
	server.listen(socket, () => say(handshake));
}

const deeds: Record<string, () => unknown> = {
	"tells-people": () => {
		process.stderr.write("This binary is a plugin of something else.\n");
		process.exit(1);
	},
	"prints-garbage": () => say("hello, world\n") && stay(),
	"prints-for-ever": () => {
		for (let i = 0; i < 100; i++) say("x".repeat(1024));
		stay();
	},
	"says-nothing": stay,
	"ends-quietly": () => process.exit(0),
	"speaks-version-4": () => say("1|4|unix|/x|grpc|\n") && stay(),
	"speaks-core-2": () => say("2|3|unix|/x|grpc|\n") && stay(),
	"speaks-netrpc": () => say("1|3|unix|/x|netrpc\n") && stay(),
	"wants-tls": () => say("1|3|unix|/x|grpc|MIIB\n") && stay(),
	"points-away": () => say("1|3|tcp|10.0.0.1:80|grpc|\n") && stay(),
	"points-to-other-socket": () => {
		const other = process.argv[3] ?? "";
		say(`1|3|unix|${other}|grpc|\n`);
		stay();
	},
	"points-by-link": () => {
		symlinkSync(process.argv[3] ?? "", socket);
		say(handshake);
		stay();
	},
	"points-to-other-port": () => {
		say(`1|3|tcp|127.0.0.1:${process.argv[3]}|grpc|\n`);
		stay();
	},
	/** Serves on a port of its own. */
	"listens-on-port": () => {
		const server = createHttp2Server();
		server.on("stream", (stream, headers) => {
			stream.respond(
				{ ":status": 200, "content-type": "application/grpc+proto" },
				{ waitForTrailers: true },
			);
			stream.on("wantTrailers", () =>
				stream.sendTrailers({ "grpc-status": "0" }),
			);
			stream.end(frame(Buffer.from(headers[":path"]?.includes("Health") ? [8, 1] : [])));
		});
		server.listen(0, "127.0.0.1", () => {
			const { port } = server.address() as { port: number };
			say(`1|3|tcp|127.0.0.1:${port}|grpc|\n`);
		});
	},
	/** Well-behaved until it is connected to; then it hangs up, with a link to somebody else's socket in its place. */
	"swaps-its-socket": () => {
		let calls = 0;
		const server = createHttp2Server();
		server.on("session", (session) => {
			server.once("swap", () => session.destroy());
		});
		server.on("stream", (stream) => {
			stream.respond(
				{ ":status": 200, "content-type": "application/grpc+proto" },
				{ waitForTrailers: true },
			);
			stream.on("wantTrailers", () =>
				stream.sendTrailers({ "grpc-status": "0" }),
			);
			stream.end(frame(Buffer.from([8, 1])));
			calls += 1;
			// Two calls are the start; the next is the one that has to dial again.
			if (calls === 3) {
				rmSync(socket);
				symlinkSync(process.argv[3] ?? "", socket);
				setImmediate(() => server.emit("swap"));
			}
		});
		server.listen(socket, () => say(handshake));
	},
	"points-to-nothing": () => say(handshake) && stay(),
	"never-answers": () =>
		createServer(() => {}).listen(socket, () => say(handshake)),
	"answers-noise": () =>
		createServer((client) => {
			client.on("error", () => {});
			client.write("SSH-2.0-OpenSSH_9.2\r\n\0\0\0\0".repeat(1000));
		}).listen(socket, () => say(handshake)),
	"hangs-up": () =>
		createServer((client) => client.destroy()).listen(socket, () =>
			say(handshake),
		),
	"sends-bad-protobuf": () =>
		serve(() => ({ frames: [frame(Buffer.from([0xff, 0xff, 0xff, 0xff]))] })),
	"sends-bad-frame": () =>
		serve(() => ({ frames: [Buffer.from([1, 0, 0, 0, 1, 9])] })),
	"claims-4-gigabytes": () =>
		serve(() => ({ frames: [Buffer.from([0, 255, 255, 255, 255, 1])] })),
	"sends-no-json": () =>
		serve((path) => ({ frames: [frame(messageOf(path, "{nonsense"))] })),
	"sends-wrong-message": () =>
		serve((path) => ({
			frames: [frame(messageOf(path, '{"baseBody":{"codeBlock":7}}'))],
		})),
	"ends-without-result": () =>
		serve(() => ({ frames: [frame(field(1, Buffer.from("half")))] })),
	"goes-on-after-result": () =>
		serve(() => ({
			frames: [frame(field(3, Buffer.alloc(0))), frame(field(1, Buffer.from("x")))],
		})),
	"answers-200-megabytes": () =>
		serve(() => ({ frames: [frame(field(1, Buffer.alloc(200_000_000, 120)))] })),
	"answers-nothing-ok": () => serve(() => ({ frames: [] })),
	// No offence: what plugins built on an older go-plugin do.
	"listens-in-tmpdir": () => serve(() => ({ frames: [] })),
	// Says that it streams and then does not know the method, as an older build behind a newer health would.
	"refuses-to-stream": () =>
		serve((path) =>
			path.includes("ExecuteStream")
				? { frames: [], status: 12 }
				: { frames: [frame(field(1, Buffer.from('{"type":"form"}')))] },
		),
	"floods-its-log": () => {
		process.stderr.write(`${"y".repeat(5_000_000)}\n`);
		process.stderr.write('{"@level":"warn","@message":"done","n":1}\n');
		serve(() => ({ frames: [] }));
	},
	"leaves-children": () => {
		spawn("/bin/sleep", ["1000"], { stdio: "ignore" });
		spawn("/bin/sleep", ["1000"], { stdio: "ignore", detached: true });
		process.on("SIGTERM", () => {});
		serve(() => ({ frames: [] }));
	},
};

/** The plugin's answer of one message: field 1 of Botkube's, or the result of ours. */
function messageOf(path: string, json: string): Uint8Array {
	const message = Buffer.from(json);
	return path.includes("ExecuteStream")
		? field(3, field(2, message))
		: field(1, message);
}

deeds[deed]?.();
