import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { describe, type TestContext, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { type Log, silentLog, systemClock } from "@quarterdeck/runtime";
import { createHandClock, until } from "@quarterdeck/testkit";
import { findCellGroups } from "../../plumbing/process/cell-group.ts";
import type { SandboxOptions } from "../../plumbing/process/sandbox.ts";
import {
	allowance,
	answering,
	configuration,
	hasNamespaces,
	key,
	run,
	start,
} from "./hostile-plugins.fixture.ts";
import { startMember } from "./plugin-member.ts";
import { say, testProgram } from "./program.fixture.ts";

const never = new AbortController().signal;
const mebibyte = 1_048_576;
const limitBytes = 192 * mebibyte;

function startWith(
	t: TestContext,
	over: Partial<SandboxOptions> & { allowance?: typeof allowance },
	log: Log = silentLog,
) {
	const program = () => testProgram("hostile-plugin");
	return start(t, program, systemClock, log, over);
}

const found = await findCellGroups(systemClock);
const ways = {
	"bounded by the kernel": "problem" in found ? undefined : found,
	watched: undefined,
};

for (const [way, groups] of Object.entries(ways)) {
	const skip =
		way !== "watched" && groups === undefined && "problem" in found
			? found.problem
			: false;
	describe(`memory that is ${way}`, { skip }, () => {
		for (const attack of ["leak", "leak-child"])
			test(`a plugin that does ${attack} is ended at its limit, and that is said`, async (t) => {
				const warnings: { message: string; facts?: unknown }[] = [];
				const log: Log = {
					...silentLog,
					warn: (message, facts) =>
						void warnings.push({ message, ...(facts ? { facts } : {}) }),
					child: () => log,
				};
				const { plugins } = await startWith(t, { groups }, log);
				plugins.apply(configuration({}, { memoryBytes: limitBytes }));
				const slot = await plugins.take(key, never);
				await assert.rejects(
					say(slot.process, [attack, "1024"]),
					/The plugin used more than 192 MiB of memory and was ended\./,
				);
				slot.release("dirty");
				await until(() => plugins.states()[0]?.restarts === 1);
				assert.match(
					plugins.states()[0]?.problem ?? "",
					/it used more than 192 MiB of memory and was ended/,
				);
				assert.deepEqual(warnings, [
					{
						message:
							"a plugin process used more than 192 MiB of memory and was ended",
						facts: { count: 1 },
					},
				]);
				await until(() => !existsSync(`/proc/${slot.process.pid}`));
				assert.match(await run(plugins, ["rights"]), /Uid/);
			});

		test("what it writes to a file system in memory counts", async (t) => {
			const { plugins, strongest } = await startWith(t, {
				groups,
				diskBytes: 512 * mebibyte,
			});
			if (!hasNamespaces(strongest.kind))
				return t.diagnostic("its folder is on the disk");
			plugins.apply(configuration({}, { memoryBytes: limitBytes }));
			const slot = await plugins.take(key, never);
			const filling = say(slot.process, ["fill", `${400 * mebibyte}`]);
			// Where it is only watched, it may have written everything before it is looked at.
			await filling.catch((error: Error) =>
				assert.match(error.message, /used more than 192 MiB/),
			);
			await until(() => plugins.states()[0]?.restarts === 1);
			await until(() => !existsSync(`/proc/${slot.process.pid}`));
			slot.release("dirty");
		});

		test("what a plugin holds is told, and nothing is told of one without a process", async (t) => {
			const { plugins } = await startWith(t, { groups });
			plugins.apply(configuration());
			const slot = await plugins.take(key, never);
			await until(() => (plugins.states()[0]?.memoryBytes ?? 0) > 8 * mebibyte);
			assert.ok((plugins.states()[0]?.memoryBytes ?? 0) < 400 * mebibyte);
			slot.release("dirty");
			plugins.apply(configuration({ version: 2, executors: [] }));
			assert.deepEqual(plugins.states(), []);
		});

		test("a fork bomb in it stops at its limit and leaves nothing", async (t) => {
			const { plugins, strongest } = await startWith(t, { groups });
			plugins.apply(configuration());
			const slot = await plugins.take(key, never);
			const forked = await say(slot.process, ["fork"]).catch(
				(error: Error) => error.message,
			);
			const count = Number(/forked (\d+)/.exec(forked)?.[1] ?? "0");
			if (strongest.kind !== "none") assert.ok(count < 600, forked);
			slot.release("dirty");
			await until(() => !existsSync(`/proc/${slot.process.pid}`));
			await plugins.stop();
		});
	});
}

test("shared memory that no process maps is bounded as the folder is", async (t) => {
	const { plugins, options, strongest } = await startWith(t, {});
	if (strongest.kind !== "namespaces")
		return t.diagnostic("only root sets the bound");
	plugins.apply(configuration());
	const { diskBytes } = options;
	assert.match(await run(plugins, ["segment", `${diskBytes / 2}`]), /id: \d/);
	assert.match(await run(plugins, ["segment", `${diskBytes * 2}`]), /^refused/);
});

describe("the folder of a plugin that runs for long", () => {
	test("is looked at while it runs, and a plugin that fills it is ended", async (t) => {
		const { strongest } = await startWith(t, {});
		const clock = createHandClock();
		const member = await startMember({
			program: testProgram("hostile-plugin"),
			sandbox: strongest,
			bounds: { memoryBytes: allowance.memoryBytes, network: "gate" },
			keepsDisk: true,
			clock,
			log: silentLog,
			signal: never,
		});
		t.after(() => member.end(0));
		await clock.wind(30_000);
		assert.equal(member.problem(), undefined);
		await say(member.process, ["fill", `${64 * mebibyte}`]);
		await clock.wind(10_000);
		await member.gone;
		assert.equal(member.problem(), "filled its folder and was ended");
	});
});

async function listen(
	t: TestContext,
	words: string,
	where: { port: number; host?: string } | { path: string },
): Promise<number> {
	const server = createServer((socket) => socket.end(words));
	server.listen(where);
	await once(server, "listening");
	t.after(() => server.close());
	const address = server.address();
	return typeof address === "object" ? (address?.port ?? 0) : 0;
}

describe("the network of a plugin", () => {
	/** What it finds of the machine: a service on loopback, one on every address, an abstract socket, the address of cloud metadata. */
	async function lookAround(
		t: TestContext,
		network: "none" | "gate" | "all" | undefined,
	) {
		const service = await listen(t, "service", { port: 0, host: "127.0.0.1" });
		const open = await listen(t, "open", { port: 0 });
		const name = `qd-test-${process.pid}-${service}`;
		await listen(t, "abstract", { path: `\0${name}` });
		const own = Object.values(networkInterfaces())
			.flatMap((some) => some ?? [])
			.filter(({ family, internal }) => family === "IPv4" && !internal);
		const port = await listen(t, "another", { port: 0, host: "127.0.0.1" });
		const gate = {
			port: () => port,
			listenAlso: answering("gate"),
		};
		const { plugins, strongest } = await startWith(t, {
			gate,
			allowance: { ...allowance, network: [key] },
		});
		plugins.apply(configuration({}, network ? { network } : {}));
		const dialled = await run(plugins, [
			"dial",
			`127.0.0.1:${port}`,
			`127.0.0.1:${service}`,
			`@${name}`,
			...own.map(({ address }) => `${address}:${open}`),
			"169.254.169.254:80",
		]);
		const { ports, interfaces } = JSON.parse(
			await run(plugins, ["neighbours"]),
		) as { ports: number[]; interfaces: string[] };
		const [atGate, ...others] = dialled.split("\n");
		return { strongest, port, atGate, others, ports, interfaces };
	}

	test("is the gate and nothing else unless the configuration says otherwise", async (t) => {
		const seen = await lookAround(t, undefined);
		if (!hasNamespaces(seen.strongest.kind)) {
			assert.match(seen.strongest.gap ?? "", /reaches every address/);
			return;
		}
		assert.equal(seen.atGate, "told gate");
		for (const one of seen.others) assert.equal(one, "refused");
		assert.deepEqual(seen.ports, [seen.port]);
		assert.deepEqual(seen.interfaces, ["lo"]);
	});
	test("is nothing where the configuration says so", async (t) => {
		const seen = await lookAround(t, "none");
		if (!hasNamespaces(seen.strongest.kind))
			return t.diagnostic("no namespaces here");
		assert.equal(seen.atGate, "refused");
		for (const one of seen.others) assert.equal(one, "refused");
		assert.deepEqual(seen.ports, []);
	});
	test("is the machine's where the configuration asks for it and the agent's own side allows it", async (t) => {
		const seen = await lookAround(t, "all");
		assert.equal(seen.atGate, "told another");
		assert.deepEqual(seen.others.slice(0, 2), [
			"told service",
			"told abstract",
		]);
		assert.ok(seen.ports.includes(seen.port));
	});
	test("is refused where the agent's own side does not allow it", async (t) => {
		const { plugins } = await startWith(t, {});
		plugins.apply(configuration({}, { network: "all" }));
		await assert.rejects(
			plugins.take(key, never),
			(error) =>
				error instanceof AppError &&
				error.code === "PLUGIN_NETWORK_REFUSED" &&
				/network: \["tests\/hostile"\]/.test(error.message),
		);
		assert.match(plugins.states()[0]?.problem ?? "", /does not allow/);
	});
	test("another one, or less memory, takes other processes", async (t) => {
		const { plugins } = await startWith(t, {});
		plugins.apply(configuration());
		const slot = await plugins.take(key, never);
		slot.release("clean");
		plugins.apply(configuration({ version: 2 }, { network: "none" }));
		await until(() => !existsSync(`/proc/${slot.process.pid}`));
		assert.match(await run(plugins, ["rights"]), /Uid/);
	});
	test("a plugin that listens on a port of it is told what to do", async (t) => {
		const handshake = `require("node:net").createServer().listen(0, "127.0.0.1", function () {
			console.log("1|3|tcp|127.0.0.1:" + this.address().port + "|grpc");
		})`;
		const program = {
			...testProgram("hostile-plugin"),
			args: ["-e", handshake],
		};
		const { plugins, strongest } = await start(t, () => program);
		plugins.apply(configuration());
		if (!hasNamespaces(strongest.kind))
			return t.diagnostic("no namespaces here");
		await assert.rejects(
			plugins.take(key, never),
			/must listen on a unix socket in PLUGIN_UNIX_SOCKET_DIR/,
		);
	});
});
