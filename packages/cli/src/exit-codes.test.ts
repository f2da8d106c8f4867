import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { AppError, type ErrorCode, errorKinds } from "@quarterdeck/contract";
import { tempDir } from "@quarterdeck/testkit";
import type { Command } from "commander";
import { createCommandContext } from "./command-context.ts";
import { exitCodeOfError, exitCodes } from "./exit-codes.ts";
import { createClientProgram } from "./program.ts";
import { runCommandLine } from "./run-command-line.ts";
import { createTestTerminal } from "./terminal.fixture.ts";

/** Runs one command line as a script would. */
async function qd(
	words: readonly string[],
	environment: Readonly<Record<string, string>> = {},
) {
	const { terminal, out, said } = createTestTerminal();
	const context = createCommandContext(terminal, {
		HOME: "/nowhere",
		...environment,
	});
	process.exitCode = undefined;
	const code = await runCommandLine(
		createClientProgram(context),
		words,
		terminal,
	);
	process.exitCode = undefined;
	return { code, out: out(), said: said() };
}

/** What each verb needs to get as far as asking the control plane; undefined for those that do not. */
const wordsOf: Readonly<Record<string, readonly string[] | undefined>> = {
	run: ["-c", "eu", "--", "kubectl", "get", "pods"],
	output: ["run_1"],
	"cluster add": ["eu"],
	"cluster manifest": [],
	"cluster ceiling": [],
	"cluster list": [],
	"cluster show": ["eu"],
	"cluster rotate": ["eu"],
	"cluster revoke": ["eu", "--yes"],
	"cluster remove": ["eu", "--yes"],
	"config validate": [import.meta.filename],
	"config apply": [import.meta.filename],
	"config import": undefined,
	"config review list": [],
	"config review show": ["1"],
	"config review approve": ["1"],
	"config review reject": ["1"],
	"config show": [],
	"config history": [],
	"audit list": ["--since", "1h"],
	"audit export": ["--since", "today"],
	"audit show": ["1"],
	"audit verify": [],
	"audit acknowledge": [`1:${"0".repeat(64)}`, "--reason", "x"],
	"event list": [],
	"silence list": [],
	"silence add": ["--cluster", "eu", "--for", "1h", "--reason", "x"],
	"silence end": ["silence_1"],
	"job list": [],
	"job retry": ["job_1"],
	login: ["http://127.0.0.1:1/sign-in#code=x"],
	logout: undefined,
	whoami: [],
	"person add": ["a@example.com"],
	"person invite": ["a@example.com"],
	"person list": [],
	"person review list": [],
	"person review approve": ["a@example.com"],
	"person review reject": ["a@example.com"],
	"person remove": ["a@example.com", "--yes"],
	doctor: undefined,
	version: undefined,
	completion: undefined,
};

/** Every verb of the client that a person can see. */
function verbsOf(command: Command, path: readonly string[] = []): string[] {
	const below = command.commands.filter(
		(one) => !one.name().startsWith("__") && one.name() !== "help",
	);
	return below.length === 0
		? [path.join(" ")]
		: below.flatMap((one) => verbsOf(one, [...path, one.name()]));
}

const verbs = verbsOf(
	createClientProgram(
		createCommandContext(createTestTerminal().terminal, { HOME: "/" }),
	),
);
const asking = verbs.filter((verb) => wordsOf[verb] !== undefined);

test("every verb is examined here", () => {
	assert.deepEqual(verbs.toSorted(), Object.keys(wordsOf).toSorted());
});

describe("words that are not understood give 2, and nothing is asked", () => {
	for (const verb of verbs.filter((one) => one !== "run"))
		test(verb, async () => {
			const words = [...verb.split(" "), ...(wordsOf[verb] ?? [])];
			assert.equal((await qd([...words, "--no-such"])).code, exitCodes.usage);
			const many = await qd([...words, ...Array(4).fill("more")]);
			assert.equal(many.code, exitCodes.usage, many.said);
		});
	test("unknown verbs, at every level, with what was probably meant", async () => {
		for (const [words, meant] of [
			[["clutser"], "cluster"],
			[["cluster", "lst"], "list"],
			[["config", "review", "aprove"], "approve"],
			[["help", "clutser"], "cluster"],
			[["help", "cluster", "lst"], "list"],
			[["cluster", "help", "lst"], "list"],
		] as const) {
			const { code, said } = await qd(words);
			assert.equal(code, exitCodes.usage);
			assert.match(said, new RegExp(`Did you mean .*${meant}`));
			assert.match(said, /^qd: unknown command/);
		}
		assert.equal((await qd(["cluster"])).code, exitCodes.usage);
	});
	test("ways to print an answer that exclude each other", async () => {
		for (const [flags, said] of [
			[["--merge", "-o", "json"], "--merge and -o json"],
			[["--merge", "--prefix"], "--merge and --prefix"],
			[["--prefix", "-o", "jsonl"], "--prefix and -o jsonl"],
		] as const) {
			const ended = await qd(["run", ...flags, "--", "kubectl", "get", "pods"]);
			assert.equal(ended.code, exitCodes.usage);
			assert.match(ended.said, new RegExp(`^qd: ${said} cannot be used`));
		}
	});
	test("durations, with how to write one", async () => {
		for (const text of ["2x", "0", "-1h", "1e9d", "1.5h"]) {
			const ended = await qd(["run", "--timeout", text, "--", "kubectl"]);
			assert.equal(ended.code, exitCodes.usage);
			assert.match(ended.said, /Invalid duration .* for --timeout. Use .*2d/);
		}
	});
	test("a period that ends before it begins", async () => {
		for (const verb of ["list", "export"]) {
			const period = ["--since", "today", "--until", "yesterday"];
			const { code, said } = await qd(["audit", verb, ...period]);
			assert.equal(code, exitCodes.usage, said);
			assert.match(said, /^qd: --since .* is not before --until/);
		}
	});
	test("an address that is none, for every verb that asks", async () => {
		for (const QD_URL of ["nowhere", "ftp://x", "quarterdeck.example.com:443"])
			for (const verb of asking) {
				if (["config validate", "login"].includes(verb)) continue;
				const { code, said } = await qd(
					[...verb.split(" "), ...(wordsOf[verb] ?? [])],
					{ QD_URL, QD_TOKEN: "qdt_x" },
				);
				assert.equal(code, exitCodes.usage, `${verb}: ${said}`);
				assert.match(said, /is no address of a control plane/, verb);
			}
	});
	test("an address with a password in it, which is not repeated", async () => {
		for (const QD_URL of [
			"https://ana:hunter22@localhost",
			"http://hunter22@localhost:1/x",
			"ftp://ana:hunter22@localhost",
		]) {
			const { code, said } = await qd(["whoami"], {
				QD_URL,
				QD_TOKEN: "qdt_x",
			});
			assert.equal(code, exitCodes.usage, said);
			assert.match(said, /contains a user or a password/);
			assert.doesNotMatch(said, /hunter22/);
		}
	});
	test("an unknown option or value, too", async () => {
		for (const [words, meant] of [
			[["cluster", "list", "--jsn"], "-o json"],
			[["cluster", "list", "--json"], "-o json"],
			[["audit", "list", "--wide"], "-o wide"],
			[["audit", "list", "-o", "jsn"], "json"],
			[["person", "list", "-o", "ymal"], "yaml"],
			[["completion", "bsh"], "bash"],
			[["cluster", "list", "--selectr", "a=b"], "--selector"],
		] as const) {
			const { code, said } = await qd(words);
			assert.equal(code, exitCodes.usage);
			assert.match(said, new RegExp(`^Did you mean ${meant}\\?$`, "m"));
		}
	});
});

test("nobody signed in gives 3 for every verb that asks", async (t) => {
	const XDG_CONFIG_HOME = tempDir(t);
	for (const verb of asking) {
		// These do without, or sign in themselves.
		if (["config validate", "login"].includes(verb)) continue;
		const { code, said } = await qd(
			[...verb.split(" "), ...(wordsOf[verb] ?? [])],
			{ XDG_CONFIG_HOME },
		);
		assert.equal(code, exitCodes.unreachable, `${verb}: ${said}`);
	}
});

/** A control plane that answers everything with this failure, as both its doors write it. */
async function refusingServer(failure: object) {
	return await startServer((request, response) => {
		const isGraphql = request.url === "/graphql";
		const { message, extensions } = failure as {
			message: string;
			extensions?: object;
		};
		response
			.writeHead(isGraphql ? 200 : 400, { "content-type": "application/json" })
			.end(
				JSON.stringify(
					isGraphql
						? { errors: [failure] }
						: { error: { message, ...extensions } },
				),
			);
	});
}

/** A control plane that answers everything alike. */
async function answeringServer(answer: unknown) {
	return await startServer((_request, response) => {
		response
			.writeHead(200, { "content-type": "application/json" })
			.end(JSON.stringify(answer));
	});
}

async function startServer(answer: RequestListener) {
	const server = createServer(answer);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		async [Symbol.asyncDispose]() {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}

/** Verbs that print something else of a failure than the API's words, or ask somebody else. */
const otherwise = ["output", "login"];

for (const [code, kind, expected] of [
	["CLUSTER_UNNAMED", "invalid", 2],
	["COMMAND_PIPED", "invalid", 2],
	["COMMAND_UNKNOWN", "not-found", 2],
	["CLUSTER_UNKNOWN", "not-found", 1],
	["NOT_ALLOWED", "forbidden", 6],
	["NOT_SIGNED_IN", "unauthenticated", 3],
	["INTERNAL", "internal", 1],
] as const)
	test(`${code} (${kind}) gives ${expected} for every verb`, async () => {
		await using server = await refusingServer({
			message: "It was refused.",
			extensions: { code, kind, facts: {} },
		});
		for (const verb of asking.filter((one) => !otherwise.includes(one))) {
			const ended = await qd([...verb.split(" "), ...(wordsOf[verb] ?? [])], {
				QD_URL: server.url,
				QD_TOKEN: "qdt_x",
			});
			assert.equal(ended.code, expected, `${verb}: ${ended.said}`);
			assert.match(ended.said, /^qd: It was refused\.$/m, verb);
		}
	});

test("what GraphQL refuses by itself is told without its words", async () => {
	for (const [message, told, code] of [
		[
			'Variable "$filter" has invalid value at .since: Expected type "DateTime".',
			/does not take this value for since\. Nothing was done/,
			2,
		],
		[
			'Cannot query field "people" on type "Query".',
			/does not understand this qd, which is of version .* qd version/,
			1,
		],
	] as const) {
		await using server = await refusingServer({ message });
		for (const verb of asking.filter((one) => !otherwise.includes(one))) {
			if (verb === "audit export") continue;
			const ended = await qd([...verb.split(" "), ...(wordsOf[verb] ?? [])], {
				QD_URL: server.url,
				QD_TOKEN: "qdt_x",
			});
			assert.equal(ended.code, code, `${verb}: ${ended.said}`);
			assert.match(ended.said, told, verb);
			assert.doesNotMatch(ended.said, /Variable|DateTime|query field|type/);
		}
	}
});

test("an answer of another shape gives 3 for every verb, in one sentence", async () => {
	for (const answer of [
		null,
		[],
		{},
		{ data: null },
		{ data: 5 },
		{ data: {} },
		{ errors: [null] },
		{ errors: [{ message: 5 }] },
		{ errors: [{ message: "x", extensions: null }] },
	]) {
		await using server = await answeringServer(answer);
		for (const verb of asking.filter((one) => one !== "login")) {
			if (["output", "audit export"].includes(verb)) continue;
			const ended = await qd([...verb.split(" "), ...(wordsOf[verb] ?? [])], {
				QD_URL: server.url,
				QD_TOKEN: "qdt_x",
			});
			assert.equal(ended.code, exitCodes.unreachable, verb);
			assert.match(
				ended.said,
				/^(qd: )?The control plane at http:\S+ answered with something that this version of qd does not understand\..*\n$/m,
				verb,
			);
			assert.doesNotMatch(ended.said, /^ +at /m, verb);
		}
	}
});

test("a failure of each kind has a code of the guide", () => {
	const codes = errorKinds.map((kind) => [kind, exitCodeOfError({ kind })]);
	assert.deepEqual(
		codes.filter(([, code]) => code !== exitCodes.failed),
		[
			["invalid", exitCodes.usage],
			["unauthenticated", exitCodes.unreachable],
			["forbidden", exitCodes.refused],
		],
	);
	const { kind } = new AppError("INTERNAL" satisfies ErrorCode, {});
	assert.equal(exitCodeOfError({ kind }), exitCodes.failed);
});

describe("what cannot be taken back", () => {
	for (const words of [
		["cluster", "remove", "eu"],
		["cluster", "revoke", "eu"],
		["person", "remove", "a@example.com"],
	]) {
		test(`qd ${words.join(" ")} wants --yes in a script`, async () => {
			const environment = { QD_URL: "http://127.0.0.1:1", QD_TOKEN: "x" };
			const refused = await qd(words, environment);
			assert.equal(refused.code, exitCodes.usage);
			assert.match(
				refused.said,
				/must be confirmed\. Nothing was done\. In a script, add --yes\./,
			);
			// It goes on, and finds nobody at that address.
			const confirmed = await qd([...words, "--yes"], environment);
			assert.equal(confirmed.code, exitCodes.unreachable);
		});
	}
});
