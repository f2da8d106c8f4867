import { requestWords, runProgram, serveExecutor } from "../index.ts";

/** A small executor whose words are orders: what the tests need a plugin to do. */
await serveExecutor({
	name: "echo",
	version: "v0.0.1",
	description: "Says what it is told.",
	help: { baseBody: { codeBlock: "echo WORDS" } },
	dependencies: { tool: { "linux/amd64": "https://example.com/tool" } },
	jsonSchema: () => ({ type: "object" }),
	async executeStream(request, { signal, log, stdout, stderr }) {
		const [, verb = "", ...rest] = requestWords(request);
		const encoder = new TextEncoder();
		const say = (text: string) => stdout(encoder.encode(text));
		switch (verb) {
			case "fail":
				throw new Error(rest.join(" "));
			case "exit":
				await stderr(encoder.encode("as told\n"));
				return { exitCode: Number(rest[0]) };
			case "request":
				await say(JSON.stringify(request, jsonBytes));
				return { exitCode: 0 };
			case "environment":
				await say(JSON.stringify(process.env));
				return { exitCode: 0 };
			case "bytes": {
				const chunk = new Uint8Array(65_536).fill(120);
				for (let left = Number(rest[0]); left > 0; left -= chunk.length)
					await stdout(chunk.subarray(0, Math.min(left, chunk.length)));
				return { exitCode: 0 };
			}
			case "hang":
				await say("hanging\n");
				await new Promise(() => {});
				break;
			case "die":
				await say("dying\n");
				process.kill(process.pid, "SIGKILL");
				await new Promise(() => {});
				break;
			case "print":
				console.log(rest.join(" "));
				log.warn("printed", { words: rest.length });
				return { exitCode: 0 };
			case "program":
				return await runProgram({
					file: rest[0] ?? "",
					args: rest.slice(1),
					env: {},
					cwd: "/",
					signal,
					onStdout: stdout,
					onStderr: stderr,
				});
			case "card":
				return { exitCode: 0, message: { baseBody: { plaintext: "a card" } } };
		}
		await say(`${[verb, ...rest].join(" ")}\n`);
		return { exitCode: 0 };
	},
});

function jsonBytes(_key: string, value: unknown): unknown {
	return value instanceof Uint8Array ? Buffer.from(value).toString() : value;
}
