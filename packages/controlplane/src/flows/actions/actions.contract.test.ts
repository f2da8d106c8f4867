import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import type { Configuration } from "@quarterdeck/contract/configuration";
import { createMetrics, silentLog } from "@quarterdeck/runtime";
import { createHandClock, eachPostgres } from "@quarterdeck/testkit";
import { sql } from "kysely";
import {
	type TestStore,
	useTestStore,
} from "../../plumbing/postgres/test-store.fixture.ts";
import type { AuditEvent } from "../../rooms/audit/index.ts";
import type { Utterance } from "../commands/commands.ts";
import {
	channel,
	configurationOf,
	newId,
	notice,
	stageNotices,
} from "../notices/notices.fixture.ts";
import { createActionsFlow } from "./actions.wiring.ts";

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store);
});

const describing = {
	enabled: true,
	displayName: "Describe",
	command: "kubectl describe {{ .Event.Kind }} {{ .Event.Name }}",
	bindings: { sources: ["k8s", "other"], executors: ["read"] },
};

function suite(opened: () => TestStore): void {
	/** Two processes with the flow, whose commands are written down, in an organisation that has the action. */
	async function stage(action: Partial<typeof describing> = {}) {
		const clock = createHandClock();
		const said: Utterance[] = [];
		const audited: AuditEvent[] = [];
		let answer: () => void = () => {};
		const flowOf = (
			notices: Parameters<typeof createActionsFlow>[0]["notices"],
		) =>
			createActionsFlow({
				notices,
				commands: {
					run: async (utterance) => {
						answer();
						said.push(utterance);
						return undefined as never;
					},
				},
				audit: {
					recordEvent: async (_tx, event) => {
						audited.push(event);
						return undefined as never;
					},
				},
				transact: opened().database.transact,
				clock,
				newId,
				log: silentLog,
				metrics: createMetrics({ processMetrics: false }),
				processId: newId("process"),
				settings: { maxAgeSeconds: 900 },
			});
		const staged = stageNotices(opened(), {
			clock,
			actions: (notices) => ({ ...flowOf(notices), wake() {} }),
		});
		const organisationId = await staged.organisation();
		const configuration: Configuration = configurationOf(
			[channel("ops", ["k8s"]), channel("later", ["k8s", "other"])],
			{ actions: { describe: { ...describing, ...action } } },
		);
		staged.configure(organisationId, configuration);
		const agent = await staged.agent(organisationId);
		const flows = [flowOf(staged.notices), flowOf(staged.notices)];
		return {
			...staged,
			organisationId,
			agent,
			said: () =>
				said.filter(({ caller }) => caller.organisationId === organisationId),
			audited: () =>
				audited.filter((event) => event.organisationId === organisationId),
			answerWith(next: () => void) {
				answer = next;
			},
			/** Both processes look for what is due, at the same time. */
			async work() {
				const { signal } = new AbortController();
				await Promise.all(flows.map(({ job }) => job.run(signal)));
			},
			async states() {
				const { rows } = await sql<{ line: string }>`
					select state || ' ' || object as line from action_runs where organisation_id = ${organisationId} order by object, at, state
				`.execute(opened().database.on());
				return rows.map(({ line }) => line);
			},
		};
	}
	const pod = (name: string, more: Parameters<typeof notice>[0] = {}) =>
		notice({
			raw: { Kind: "Pod", Name: name },
			object: { kind: "Pod", namespace: "shop", name },
			...more,
		});

	describe("an action", () => {
		test("runs once for a happening, where it happened and as nobody", async () => {
			const staged = await stage();
			const one = pod("web", { id: "once" });
			const fact = await staged.agent.say(one, { ...one, group: "other" });
			await staged.flow.receive.handle(fact, new AbortController().signal);
			await staged.agent.say({ ...one, group: "other" });
			await staged.work();
			await staged.work();
			assert.deepEqual(
				staged.said().map(({ caller, platform, channel, text, options }) => ({
					email: caller.actor.email,
					automation: caller.actor.automation,
					groups: caller.actor.groups,
					platform,
					channel,
					text,
					options,
				})),
				[
					{
						email: 'Automation "Describe"',
						automation: "describe",
						groups: [],
						platform: "console",
						channel: "ops",
						text: "kubectl describe Pod web",
						options: { clusters: ["prod"] },
					},
				],
			);
			assert.deepEqual(await staged.states(), ["run prod: Pod shop/web"]);
		});

		test("says the same under the same id when its process died before it wrote that down", async () => {
			const staged = await stage();
			await staged.agent.say(pod("web"));
			staged.answerWith(() => {
				throw new AppError("COMMANDS_BUSY", { running: 1, seconds: 1 });
			});
			await staged.work();
			assert.deepEqual(await staged.states(), ["due prod: Pod shop/web"]);
			staged.answerWith(() => {});
			await staged.clock.wind(10_000);
			await staged.work();
			await sql`update action_runs set state = 'due' where organisation_id = ${staged.organisationId}`.execute(
				opened().database.on(),
			);
			await staged.work();
			const [first, second] = staged.said();
			assert.equal(staged.said().length, 2);
			assert.ok(first?.id);
			assert.deepEqual(first, second);
		});

		test("is not run when it is switched off, or bound to other groups", async () => {
			for (const action of [
				{ enabled: false },
				{ bindings: { sources: ["argo"], executors: ["read"] } },
			]) {
				const staged = await stage(action);
				await staged.agent.say(pod("web"));
				await staged.work();
				assert.deepEqual(staged.said(), []);
				assert.deepEqual(await staged.states(), []);
			}
		});

		test("is held back when what it does is the next event, and that is said once with a count", async () => {
			const staged = await stage();
			await staged.agent.say(pod("web"), pod("web"), pod("web"), pod("db"));
			await staged.work();
			assert.deepEqual(
				staged
					.said()
					.map(({ text }) => text)
					.toSorted(),
				["kubectl describe Pod db", "kubectl describe Pod web"],
			);
			assert.deepEqual(
				staged.audited().map(({ code, facts }) => [code, facts]),
				[
					[
						"action.not-run",
						{
							action: "describe",
							name: "Describe",
							why: "held",
							count: 2,
							reason: "it ran for the same object less than 60 s before",
							object: "prod: Pod shop/web",
						},
					],
				],
			);
			await staged.clock.wind(30_000);
			await staged.agent.say(pod("web"));
			await staged.work();
			assert.equal(staged.audited().length, 1, "said a moment ago");
			await staged.clock.wind(31_000);
			await staged.agent.say(pod("web"));
			await staged.work();
			assert.equal(staged.said().length, 3);
			assert.equal(staged.audited()[1]?.facts?.count, 1);
		});

		test("runs no more than so often in a minute", async () => {
			const staged = await stage();
			await staged.agent.say(
				...Array.from({ length: 25 }, (_, i) => pod(`web-${i}`)),
			);
			await staged.work();
			assert.equal(staged.said().length, 20);
			assert.equal(staged.audited()[0]?.facts?.count, 5);
		});

		test("does not act on what happened long ago, also when it waited for its turn", async () => {
			const staged = await stage();
			const fact = await staged.agent.send(pod("web"));
			await staged.clock.wind(901_000);
			await staged.flow.receive.handle(fact, new AbortController().signal);
			await staged.agent.say(pod("db"));
			await staged.clock.wind(901_000);
			await staged.work();
			assert.deepEqual(staged.said(), []);
			assert.deepEqual(await staged.states(), [
				"late prod: Pod shop/db",
				"late prod: Pod shop/web",
			]);
			assert.equal(staged.audited()[0]?.facts?.why, "late");
		});

		test("says why its command could not be made, or was refused", async () => {
			const staged = await stage();
			await staged.agent.say(pod("web --all"));
			await staged.work();
			assert.deepEqual(staged.said(), []);
			assert.match(
				String(staged.audited()[0]?.facts?.reason),
				/would add words or flags/,
			);
			staged.answerWith(() => {
				throw new AppError("COMMAND_NOT_BOUND", {
					plugin: "kubectl",
					channel: "ops",
				});
			});
			await staged.agent.say(pod("db"));
			await staged.work();
			assert.deepEqual(await staged.states(), [
				"failed prod: Pod shop/db",
				"failed prod: Pod shop/web --all",
			]);
		});
	});
}
