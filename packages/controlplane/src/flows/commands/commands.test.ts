import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import {
	AppError,
	type CommandId,
	type ErrorCode,
	type OrganisationId,
} from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import type { Caller } from "../../rooms/permissions/index.ts";
import {
	type GivenForCommands,
	insertCaller,
	stageCommands,
} from "./commands.fixture.ts";
import type { Commands, Utterance } from "./commands.ts";
import type { CommandEvent } from "./follow/command-event.ts";
import type { FakeAgent } from "./run/agent-runs.fake.ts";
import { silentAgent } from "./run/agent-runs.fake.ts";

const newId = createNewId(systemClock);
const store = useTestStore();

const person = (email: string, organisationId?: OrganisationId) =>
	insertCaller(store, email, organisationId);

async function stage(given: GivenForCommands = {}) {
	const fake = stageCommands(store, given);
	const ana = await person("ana@example.com");
	const say = (
		text: string | readonly string[],
		more: Partial<Utterance> = {},
	) =>
		fake.commands.run({
			caller: ana,
			platform: "console",
			channel: "ops",
			text,
			options: {},
			...more,
		});
	return {
		...fake,
		ana,
		say,
		/** Says it and hears it to its end. */
		async hear(
			text: string | readonly string[],
			more: Partial<Utterance> = {},
		) {
			const record = await say(text, more);
			return listen(fake.commands, ana, record.id);
		},
		records: async () =>
			(
				await fake.audit.listRecords(ana.organisationId, {}, { first: 100 })
			).items
				.filter((record) => record.code.startsWith("command."))
				.map(({ code, outcome }) => `${code} ${outcome}`)
				.toReversed(),
		find: async (id: CommandId) => {
			const found = await fake.commandRecords.findCommand(
				ana.organisationId,
				id,
			);
			assert.ok(found);
			return found;
		},
	};
}

async function listen(
	commands: Commands,
	caller: Caller,
	id: CommandId,
	after = 0,
): Promise<CommandEvent[]> {
	return Array.fromAsync(await commands.follow(caller, id, after));
}

const saying =
	(text: string): FakeAgent =>
	async ({ accept, say, end }) => {
		accept();
		await say(text);
		return end();
	};

function text(events: readonly CommandEvent[], cluster: string): string {
	return events
		.filter((event) => event.cluster === cluster && event.kind === "stdout")
		.map((event) => event.text)
		.join("");
}

function runs(events: readonly CommandEvent[]) {
	return Object.fromEntries(
		events
			.filter((event) => event.kind === "run-ended")
			.map(({ run }) => [
				run?.clusterName,
				[run?.state, run?.error?.code].filter(Boolean).join(" "),
			]),
	);
}

async function refused(act: Promise<unknown>, code: ErrorCode) {
	const error = await act.then(
		() => assert.fail("it was accepted"),
		(thrown: unknown) => thrown,
	);
	assert.ok(error instanceof AppError, String(error));
	assert.equal(error.code, code);
	return error;
}

describe("a command in many clusters", () => {
	test("is answered by each, and recorded with its digest", async () => {
		const { join, ana, hear, records, agentRuns, find } = await stage();
		await join(ana, "eu", saying("eu pods\n"));
		await join(ana, "us", saying("us pods\n"));
		const events = await hear("k get pods -n 'my shop' --cluster eu,us");
		assert.equal(text(events, "eu"), "eu pods\n");
		assert.equal(text(events, "us"), "us pods\n");
		assert.deepEqual(runs(events), { eu: "succeeded", us: "succeeded" });
		assert.equal(events.at(-1)?.kind, "command-ended");
		assert.equal(events.at(-1)?.state, "succeeded");
		assert.deepEqual(await records(), [
			"command.run opened",
			"command.run succeeded",
		]);
		const [order] = agentRuns.orders;
		assert.deepEqual(order?.words, ["kubectl", "get", "pods", "-n", "my shop"]);
		assert.equal(order?.plugin, "kubectl");
		assert.deepEqual(order?.bindings, ["tools"]);
		assert.equal(order?.conversation.channel, "ops");
		assert.equal(order?.actor.email, "ana@example.com");
		const record = await find(order?.commandId as CommandId);
		assert.deepEqual(
			record.runs.map((run) => [run.state, run.digest?.length, run.outputKey]),
			record.runs.map((run) => ["succeeded", 64, run.runId]),
		);
	});

	test("unknown, lost, silent and failing ones are answered each as such", async () => {
		const { join, ana, hear, fleet } = await stage({
			changes: { silentAfterSeconds: 0.01 },
		});
		await join(ana, "fine", saying("ok"));
		await join(ana, "mute", silentAgent);
		await join(ana, "sick", async ({ accept, end }) => {
			accept();
			return end({ outcome: "failed", exitCode: 1 });
		});
		await join(ana, "busy", async () => ({
			kind: "refused",
			error: new AppError("AGENT_BUSY", {
				cluster: "busy",
				running: 8,
				seconds: 1,
			}),
		}));
		await join(ana, "strict", async ({ accept, end }) => {
			accept();
			return end({
				outcome: "refused",
				error: {
					code: "IDENTITY_REFUSED",
					facts: { name: "system:admin", reason: "it is the system's" },
				},
			});
		});
		await fleet.addCluster(ana, { name: "empty" });
		const events = await hear(
			"kubectl get pods --cluster fine,mute,sick,busy,strict,empty,nowhere",
		);
		assert.deepEqual(runs(events), {
			nowhere: "failed CLUSTER_UNKNOWN",
			empty: "failed CLUSTER_NEVER_JOINED",
			fine: "succeeded",
			mute: "failed CLUSTER_SILENT",
			sick: "failed",
			busy: "failed AGENT_BUSY",
			strict: "denied IDENTITY_REFUSED",
		});
		assert.equal(events.at(-1)?.state, "failed");
	});

	test("a cluster that begins and never ends is an answer too", async () => {
		const clockwork = handClock();
		const { join, ana, say, commands, find } = await stage({
			clock: clockwork.clock,
		});
		const begun = Promise.withResolvers<void>();
		await join(ana, "eu", async (run) => {
			run.accept();
			begun.resolve();
			await silentAgent(run);
			return { kind: "unanswered", accepted: true };
		});
		const record = await say("kubectl get pods --cluster eu --timeout 10s");
		await begun.promise;
		clockwork.windSeconds(16);
		const events = await listen(commands, ana, record.id);
		assert.deepEqual(runs(events), { eu: "failed CLUSTER_SILENT" });
		const [run] = (await find(record.id)).runs;
		assert.match(String(run?.error?.facts.hint), /began to run/);
	});

	test("the filter, the notes and the whole output", async () => {
		const { join, ana, hear, outputs } = await stage();
		await join(ana, "eu", saying("one\ntwo\nthree\n"));
		const events = await hear("kubectl get pods --filter t --cluster eu");
		assert.equal(text(events, "eu"), "two\nthree\n");
		const none = await hear("kubectl get pods --filter zzz --cluster eu");
		assert.match(
			none.find((event) => event.kind === "note")?.text ?? "",
			/No line .*"zzz"/,
		);
		const run = events.find((event) => event.kind === "run-ended")?.run;
		assert.ok(run);
		const slice = await outputs.open(ana.organisationId, run.runId);
		assert.equal(slice?.totalBytes, 14);
		const stranger = newId("organisation");
		assert.equal(await outputs.open(stranger, run.runId), undefined);
	});

	test("what is shown shortened is recorded whole, and listeners are told", async () => {
		const { join, ana, hear, find, agentRuns } = await stage({
			changes: { inlineBytes: 5 },
		});
		await join(ana, "eu", saying("0123456789"));
		const events = await hear("kubectl get pods");
		assert.equal(text(events, "eu"), "01234");
		const told = events.find((event) => event.kind === "run-ended")?.run;
		assert.deepEqual([told?.shortened, told?.incomplete], [true, false]);
		const id = agentRuns.orders[0]?.commandId as CommandId;
		const [recorded] = (await find(id)).runs;
		assert.deepEqual(
			[recorded?.shortened, recorded?.incomplete],
			[false, false],
		);
		assert.equal(recorded?.outputBytes, 10);
	});

	test("a channel's own clusters and the only cluster need not be named", async () => {
		const { join, ana, hear, say } = await stage();
		await join(ana, "eu", saying("eu"));
		assert.deepEqual(runs(await hear("kubectl get x")), { eu: "succeeded" });
		await join(ana, "us", saying("us"), { region: "us" });
		await refused(say("kubectl get x"), "CLUSTER_UNNAMED");
		const inEurope = await hear("kubectl get x", { channel: "europe" });
		assert.deepEqual(runs(inEurope), { eu: "succeeded" });
		const all = await hear("kubectl get x --all-clusters");
		assert.deepEqual(runs(all), { eu: "succeeded", us: "succeeded" });
		const labelled = await hear("kubectl get x --cluster region=us");
		assert.deepEqual(runs(labelled), { us: "succeeded" });
	});

	test("the words of a command line are taken as they are", async () => {
		const { join, ana, hear, agentRuns, find } = await stage();
		await join(ana, "eu", saying("eu"));
		await hear(["k", "get", "a|b", "--filter", "x y"], {
			options: { clusters: ["eu"], timeoutSeconds: 5 },
		});
		const [order] = agentRuns.orders;
		assert.deepEqual(order?.words, [
			"kubectl",
			"get",
			"a|b",
			"--filter",
			"x y",
		]);
		const { text: said } = await find(order?.commandId as CommandId);
		assert.equal(said, "--cluster eu --timeout 5s k get 'a|b' --filter 'x y'");
	});

	test("the program gets its secrets, and no record of what was typed or requested has them", async () => {
		const { join, ana, hear, agentRuns, find } = await stage();
		const exec = "/api/v1/namespaces/x/pods/p/exec";
		const path = `${exec}?command=mysql&command=-ps3cr3t&stdin=true`;
		await join(ana, "eu", async ({ accept, end }) => {
			accept();
			const request = { method: "POST", path, status: 101, bytes: 0 };
			const gate = { total: 1, refused: 0, bytes: 0, requests: [request] };
			return end({ gate });
		});
		const typed = "kubectl exec p -n x -- mysql -ps3cr3t";
		const events = await hear(typed);
		const [order] = agentRuns.orders;
		assert.equal(order?.words.at(-1), "-ps3cr3t");
		const recorded = await find(order?.commandId as CommandId);
		assert.doesNotMatch(JSON.stringify([events, recorded]), /s3cr3t/);
		assert.equal(
			recorded.runs[0]?.gate?.requests[0]?.path,
			`${exec}?command=mysql&command=-p***%20REDACTED%20***&stdin=true`,
		);
	});

	test("what was not kept is another thing than what was not shown", async () => {
		const { join, ana, hear, find, agentRuns } = await stage({
			changes: { inlineBytes: 5 },
		});
		await join(ana, "eu", async ({ accept, say, end }) => {
			accept();
			await say("0123456789");
			return end({ outputBytes: 1000 });
		});
		const events = await hear("kubectl get pods");
		const told = events.find((event) => event.kind === "run-ended")?.run;
		assert.deepEqual([told?.shortened, told?.incomplete], [true, true]);
		const notes = events.filter(({ kind }) => kind === "note");
		assert.match(notes[0]?.text ?? "", /first 5 bytes are shown/);
		assert.match(
			notes[1]?.text ?? "",
			/1000 bytes.*only the first 10 were kept/,
		);
		const id = agentRuns.orders[0]?.commandId as CommandId;
		assert.equal((await find(id)).runs[0]?.incomplete, true);
	});

	test("an agent whose account of its output is wrong has not succeeded", async () => {
		const { join, ana, hear, audit } = await stage();
		const lies = [
			{ digest: "0".repeat(64) },
			{ sentBytes: 9 },
			{ outputBytes: 0 },
		];
		for (const [i, lie] of lies.entries()) {
			await join(ana, `eu${i}`, async ({ accept, say, end }) => {
				accept();
				await say("x");
				return end(lie);
			});
			const events = await hear(`kubectl get x --cluster eu${i}`);
			assert.deepEqual(runs(events), { [`eu${i}`]: "failed OUTPUT_ALTERED" });
		}
		const { items } = await audit.listRecords(
			ana.organisationId,
			{},
			{ first: 1 },
		);
		const [last] = items;
		assert.equal(last?.outcome, "failed");
		assert.deepEqual(last?.facts.runs, ["eu2 failed 0 OUTPUT_ALTERED"]);
	});

	test("an agent that sends more than the configuration allows is stopped, and that is no success", async () => {
		const { join, ana, hear, find, agentRuns, configuration, audit } =
			await stage();
		const { settings } = configuration.current;
		configuration.current = {
			...configuration.current,
			settings: { ...settings, maxOutputBytes: 2048 },
		};
		await join(ana, "eu", async ({ accept, say, end }) => {
			accept();
			for (let sent = 0; sent < 100; sent++) await say("x".repeat(1000));
			return end();
		});
		const events = await hear("kubectl get x");
		assert.deepEqual(runs(events), { eu: "failed OUTPUT_OVER_LIMIT" });
		const [order] = agentRuns.orders;
		assert.equal(order?.maxOutputBytes, 2048);
		const [run] = (await find(order?.commandId as CommandId)).runs;
		assert.equal(run?.incomplete, true);
		const { items } = await audit.listRecords(
			ana.organisationId,
			{},
			{ first: 1 },
		);
		const [last] = items;
		assert.deepEqual(last?.facts.runs, ["eu failed OUTPUT_OVER_LIMIT"]);
	});
});

describe("refusals", () => {
	test("of the whole are thrown and recorded as denied under one reference", async () => {
		const { say, audit, ana, records } = await stage();
		const cases: readonly (readonly [string, Partial<Utterance>, ErrorCode])[] =
			[
				["kubctl get pods", {}, "COMMAND_UNKNOWN"],
				["helm list", {}, "COMMAND_NOT_BOUND"],
				["kubectl get pods", { channel: "opps" }, "CHANNEL_UNKNOWN"],
				[
					"kubectl get pods",
					{
						channel: "private",
						caller: await person("bob@example.com", ana.organisationId),
					},
					"CHANNEL_CLOSED",
				],
			];
		for (const [words, more, code] of cases) {
			const error = await refused(say(words, more), code);
			assert.ok(error.ref);
			const [last] = (
				await audit.listRecords(ana.organisationId, {}, { first: 1 })
			).items;
			assert.equal(last?.ref, error.ref);
			assert.equal(
				last?.outcome,
				code === "CHANNEL_CLOSED" ? "denied" : "not-understood",
			);
		}
		assert.equal((await records()).length, 2 * cases.length);
	});

	test("of what cannot be read run nothing", async () => {
		const { say, join, ana, agentRuns } = await stage();
		await join(ana, "eu", saying("x"));
		await refused(say("kubectl get pods | grep x"), "COMMAND_PIPED");
		await refused(say("kubectl get 'pods"), "COMMAND_UNPARSABLE");
		await refused(say("kubectl get x --timeout 9h"), "INPUT_INVALID");
		await refused(
			say(["kubectl"], { options: { timeoutSeconds: 0 } }),
			"INPUT_INVALID",
		);
		assert.equal(agentRuns.orders.length, 0);
	});

	test("the nearest known word is named", async () => {
		const { say } = await stage();
		const error = await refused(say("kubctl get x"), "COMMAND_UNKNOWN");
		assert.match(error.message, /Did you mean kubectl\?/);
		const channel = await refused(
			say("x", { channel: "opps" }),
			"CHANNEL_UNKNOWN",
		);
		assert.match(channel.message, /Did you mean ops\?/);
	});

	test("the twenty-first command in a second is refused in its cluster", async () => {
		const { clock } = handClock();
		const { hear, join, ana } = await stage({ clock });
		await join(ana, "eu", saying("x"));
		for (let i = 0; i < 20; i++)
			assert.deepEqual(runs(await hear("kubectl get x")), { eu: "succeeded" });
		const events = await hear("kubectl get x");
		assert.deepEqual(runs(events), { eu: "denied RATE_EXCEEDED" });
		assert.equal(events.at(-1)?.state, "denied");
	});
});

test("who waits for their turn hears how many are before them", async () => {
	const { join, ana, hear, agentRuns } = await stage();
	await join(ana, "eu", async ({ accept, wait, say, end }) => {
		accept();
		wait(3);
		wait(0);
		await say("x");
		return end();
	});
	const events = await hear("kubectl get x");
	assert.deepEqual(
		events
			.filter(({ kind }) => kind === "waiting")
			.map(({ cluster, before }) => [cluster, before]),
		[
			["eu", 3],
			["eu", 0],
		],
	);
	assert.match(
		events.find(({ before }) => before === 3)?.text ?? "",
		/3 are before this one/,
	);
	assert.equal(agentRuns.orders[0]?.mayWait, true);
});

describe("input", () => {
	const secret = Buffer.from("kind: Secret\n");

	test("goes to every cluster as it is; of its content nothing is kept", async () => {
		const { join, ana, hear, find, agentRuns, audit } = await stage();
		await join(ana, "eu", saying("x"));
		await join(ana, "us", saying("x"));
		await hear("kubectl apply -f - --cluster eu,us", { input: secret });
		for (const { input } of agentRuns.orders)
			assert.equal(input, secret.toString("base64"));
		assert.equal(agentRuns.orders.length, 2);
		const id = agentRuns.orders[0]?.commandId as CommandId;
		const record = await find(id);
		const digest = createHash("sha256").update(secret).digest("hex");
		assert.deepEqual(record.input, { bytes: 13, digest });
		const { items } = await audit.listRecords(
			ana.organisationId,
			{},
			{ first: 10 },
		);
		const opened = items.find(({ outcome }) => outcome === "opened");
		assert.equal(opened?.facts.inputBytes, 13);
		assert.equal(opened?.facts.inputDigest, digest);
		const kept = JSON.stringify([record, items]);
		assert.ok(!kept.includes("kind: Secret"));
		assert.ok(!kept.includes(secret.toString("base64")));
	});

	test("makes a command another one, and is refused where nobody reads it", async () => {
		const { join, ana, say, agentRuns } = await stage();
		await join(ana, "eu", saying("x"));
		const id = newId("command");
		await say("kubectl apply -f -", { id, input: secret });
		await say("kubectl apply -f -", { id, input: secret });
		await refused(
			say("kubectl apply -f -", { id, input: Buffer.from("other") }),
			"COMMAND_REPEATED",
		);
		assert.equal(agentRuns.orders.length, 1);
		await refused(say("help", { input: secret }), "INPUT_INVALID");
	});

	test("is not held without a bound", async () => {
		const { join, ana, say } = await stage();
		await join(ana, "eu", silentAgent);
		const input = Buffer.alloc(8 << 20);
		await say("kubectl apply -f -", { input });
		await say("kubectl apply -f -", { input });
		await refused(
			say("kubectl apply -f -", { input: Buffer.from("x") }),
			"COMMANDS_BUSY",
		);
		await say("kubectl get x");
	});
});

describe("once and only once", () => {
	test("the same id and words run once; other words are refused", async () => {
		const { say, join, ana, agentRuns, commands } = await stage();
		await join(ana, "eu", saying("x"));
		const id = newId("command");
		const [first, second] = await Promise.all([
			say("kubectl get x", { id }),
			say("kubectl get x", { id }),
		]);
		assert.equal(first.id, second.id);
		await refused(say("kubectl get y", { id }), "COMMAND_REPEATED");
		await refused(
			say("kubectl get x", { id, options: { clusters: ["eu"] } }),
			"COMMAND_REPEATED",
		);
		await listen(commands, ana, id);
		assert.equal(agentRuns.orders.length, 1);
	});

	test("another organisation neither hears, stops nor repeats it", async () => {
		const { say, join, ana, commands } = await stage();
		await join(ana, "eu", silentAgent);
		const { id } = await say("kubectl get x");
		const eve = await person("eve@example.com");
		await refused(commands.follow(eve, id, 0), "COMMAND_NOT_FOUND");
		await refused(commands.cancel(eve, id), "COMMAND_NOT_FOUND");
		await join(eve, "eu", saying("eve's"));
		await say("kubectl get x", { id, caller: eve });
		const hers = await listen(commands, eve, id);
		assert.equal(text(hers, "eu"), "eve's");
		assert.equal(commands.running, 1);
		await commands.cancel(ana, id);
		const own = await listen(commands, ana, id);
		assert.equal(text(own, "eu"), "");
	});
});

describe("cancelling and leaving", () => {
	test("a cancelled command ends everywhere and says by whom", async () => {
		const { say, join, ana, commands, records } = await stage();
		await join(ana, "eu", silentAgent);
		await join(ana, "us", silentAgent);
		const { id } = await say("kubectl get x --all-clusters");
		await commands.cancel(ana, id);
		const events = await listen(commands, ana, id);
		assert.deepEqual(runs(events), {
			eu: "cancelled COMMAND_CANCELLED",
			us: "cancelled COMMAND_CANCELLED",
		});
		assert.deepEqual((await records()).slice(-2), [
			"command.cancel-asked succeeded",
			"command.run cancelled",
		]);
		assert.equal((await commands.cancel(ana, id)).state, "cancelled");
		assert.equal((await records()).length, 3, "an ended one is not asked for");
	});

	test("nobody stops or reads what others said where they may not speak", async () => {
		const { say, join, ana, commands, configuration, find, records } =
			await stage();
		await join(ana, "eu", silentAgent);
		const bob = await person("bob@example.com", ana.organisationId);
		const { id } = await say("kubectl get x", { channel: "private" });
		await refused(commands.cancel(bob, id), "COMMAND_NOT_FOUND");
		const open = await say("kubectl get x");
		const runOnly: Caller = { ...bob, scopes: ["run"] };
		await refused(commands.cancel(runOnly, open.id), "COMMAND_NOT_FOUND");
		const readOnly: Caller = { ...bob, scopes: ["read"] };
		await refused(commands.cancel(readOnly, open.id), "NOT_ALLOWED");
		assert.equal((await find(id)).state, "running");
		assert.deepEqual(
			(await records()).filter((one) => one.includes("cancel")),
			[],
		);
		await commands.cancel(bob, open.id);
		const events = await listen(commands, ana, open.id);
		assert.match(JSON.stringify(events), /bob@example.com/);
		configuration.current = {
			...configuration.current,
			channels: configuration.current.channels.map((one) => ({
				...one,
				members: ["bob@example.com"],
			})),
		};
		const own: Caller = { ...ana, scopes: ["run"] };
		await commands.cancel(own, id);
		assert.equal(
			(await listen(commands, ana, id)).at(-1)?.state,
			"cancelled",
			"one's own is stopped wherever it was said",
		);
	});

	test("a listener that leaves cancels nothing, and may come back behind what it heard", async () => {
		const { say, join, ana, commands } = await stage();
		const go = Promise.withResolvers<void>();
		await join(ana, "eu", async ({ accept, say: out, end }) => {
			accept();
			await out("first\n");
			await go.promise;
			await out("second\n");
			return end();
		});
		const { id } = await say("kubectl get x");
		let heard = 0;
		for await (const event of await commands.follow(ana, id, 0)) {
			heard = event.seq;
			if (event.text === "first\n") break;
		}
		go.resolve();
		const rest = await listen(commands, ana, id, heard);
		assert.equal(text(rest, "eu"), "second\n");
		assert.equal(rest.at(-1)?.state, "succeeded");
	});

	test("stopping takes no new command and ends what goes on", async () => {
		const { say, join, ana, commands, find } = await stage({
			changes: { graceSeconds: 0.01 },
		});
		await join(ana, "eu", silentAgent);
		const { id } = await say("kubectl get x");
		await commands.stop();
		assert.equal(commands.running, 0);
		assert.equal((await find(id)).state, "cancelled");
		await refused(say("kubectl get x"), "BUS_UNAVAILABLE");
	});
});

describe("a command of a process that died", () => {
	test("is closed as lost, and whoever listens elsewhere is told", async () => {
		const first = await stage();
		await first.join(first.ana, "eu", silentAgent);
		const { id } = await first.say("kubectl get x");
		const clockwork = handClock();
		const second = stageCommands(store, {
			audit: first.audit,
			commandRecords: first.commandRecords,
			clock: clockwork.clock,
		});
		const following = await second.commands.follow(first.ana, id, 7);
		const heard = Array.fromAsync(following);
		await clockwork.waitForTimer();
		await first.deps.transact(async (tx) => {
			const { organisationId } = first.ana;
			const key = { organisationId, commandId: id };
			await first.commandRecords.closeCommand(tx, key, {
				state: "lost",
				error: { code: "COMMAND_LOST", facts: { cluster: "eu" } },
			});
		});
		clockwork.windSeconds(2);
		const events = await heard;
		assert.deepEqual(
			events.map(({ seq, kind, state, error }) => [
				seq,
				kind,
				state,
				error?.code,
			]),
			[
				[8, "run-ended", undefined, undefined],
				[9, "command-ended", "lost", "COMMAND_LOST"],
			],
		);
		assert.equal(events[0]?.run?.state, "lost");
	});
});

describe("a command of long ago", () => {
	test("is told with its output to who asks for all, without it to who heard some", async () => {
		const { join, ana, hear, deps, audit, commandRecords, outputs } =
			await stage();
		await join(ana, "eu", saying("héllo\n"));
		const [first] = await hear("kubectl get x");
		assert.ok(first);
		const later = stageCommands(store, {
			audit,
			commandRecords,
			changes: { outputs },
		});
		const all = await listen(later.commands, ana, first.commandId);
		assert.deepEqual(
			all.map(({ seq, kind }) => [seq, kind]),
			[
				[1, "stdout"],
				[2, "run-ended"],
				[3, "command-ended"],
			],
		);
		assert.equal(text(all, "eu"), "héllo\n");
		const rest = await listen(later.commands, ana, first.commandId, 2);
		assert.deepEqual(
			rest.map(({ seq, kind }) => [seq, kind]),
			[
				[3, "note"],
				[4, "run-ended"],
				[5, "command-ended"],
			],
		);
		assert.equal(deps.inlineBytes, 1 << 20);
		const short = stageCommands(store, {
			audit,
			commandRecords,
			changes: { outputs, inlineBytes: 2 },
		});
		const cut = await listen(short.commands, ana, first.commandId);
		assert.equal(text(cut, "eu"), "h");
		assert.match(cut[1]?.text ?? "", /Only the first/);
	});
});

describe("words the control plane answers itself", () => {
	test("need no agent", async () => {
		const { hear, agentRuns, configuration } = await stage();
		const events = await hear("Disable Notifications");
		assert.equal(events.at(-1)?.state, "succeeded");
		assert.match(
			events.find(({ kind }) => kind === "stdout")?.text ?? "",
			/^Sure!/,
		);
		assert.equal(configuration.edits.length, 1);
		assert.equal(agentRuns.orders.length, 0);
	});

	test("are denied to who may not change what they would", async () => {
		const { hear, configuration } = await stage();
		configuration.outcome = () => {
			throw new AppError("NOT_ALLOWED", {
				person: "ana@example.com",
				action: "change the configuration",
				hint: "",
			});
		};
		const ended = (await hear("disable notifications")).at(-1);
		assert.equal(ended?.state, "denied");
		assert.equal(ended?.error?.code, "NOT_ALLOWED");
	});
});

/** A clock wound by hand; only its timers and instants, which is what the flow uses. */
function handClock() {
	let nowMs = 1_700_000_000_000;
	const timers = new Set<{ atMs: number; act: () => void }>();
	const waiting: (() => void)[] = [];
	const after = (delayMs: number, act: () => void) => {
		const timer = { atMs: nowMs + delayMs, act };
		timers.add(timer);
		for (const wake of waiting.splice(0)) wake();
		return { cancel: () => void timers.delete(timer) };
	};
	return {
		clock: {
			now: () => new Date(nowMs),
			monotonicMs: () => nowMs,
			after,
			every: () => ({ cancel() {} }),
		},
		waitForTimer: () =>
			timers.size > 0
				? Promise.resolve()
				: new Promise<void>((resolve) => waiting.push(resolve)),
		windSeconds(seconds: number) {
			nowMs += seconds * 1000;
			for (const timer of [...timers])
				if (timer.atMs <= nowMs && timers.delete(timer)) timer.act();
		},
	};
}
