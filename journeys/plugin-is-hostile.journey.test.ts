import assert from "node:assert/strict";
import {
	chmodSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { tempDir, until } from "@quarterdeck/testkit";
import { startTestFleet, type TestAnswer } from "@quarterdeck/testkit/fleet";

const configuration = `
executors:
  strange:
    tests/hostile:
      enabled: true
      context: {rbac: {user: {type: Email}}}
communications:
  house:
    console:
      enabled: true
      channels:
        general: {name: general, bindings: {executors: [strange]}}
`;

test("a plugin that tries to get what it must not have", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration,
		agent: { QD_PLUGIN_DIR: pluginFolder(t), QD_TEST_SECRET: "the-agents-own" },
	});
	const ana = await fleet.person("ana@example.com");
	const { agent, stateDir } = fleet.cluster("eu");
	const tries = async (attack: string): Promise<string> =>
		said(await ana.says(`hostile ${attack} --cluster eu`));

	await t.test(
		"the agent's environment is not to be seen, not even another process",
		async () => {
			assert.doesNotMatch(await tries("environments"), /the-agents-own/);
			assert.doesNotMatch(
				await tries("own-environment"),
				/the-agents-own|QD_JOIN_TOKEN/,
			);
		},
	);

	await t.test(
		"neither the credential nor the kubeconfig nor any file of the agent can be read, listed or written",
		async () => {
			const files = [
				join(stateDir, "agent.json"),
				join(stateDir, "..", "kubeconfig"),
				`/proc/${agent.pid}/environ`,
			];
			assert.match(
				await tries(`read ${files.join(" ")}`),
				/^(refused[^\n]*\n?)+$/,
			);
			assert.match(await tries(`list ${stateDir}`), /^refused/);
			assert.match(
				await tries(`write ${join(stateDir, "left-behind")}`),
				/^refused/,
			);
		},
	);

	await t.test("the agent can be neither opened nor killed", async () => {
		assert.match(await tries(`assault ${agent.pid}`), /^(refused[^\n]*\n?)+$/);
		assert.equal(await fleet.cluster("eu").state(), "alive");
	});

	await t.test(
		"impersonating someone else fails, and is on record",
		async () => {
			const answer = await ana.says(
				"hostile request /api/v1/namespaces/shop/secrets Impersonate-User=admin Impersonate-Group=system:masters --cluster eu",
			);
			assert.match(
				said(answer),
				/^403 .*ana@example\.com.* cannot list resource/,
			);
			assert.match(await gateNotes(answer.id), /impersonation headers dropped/);
		},
	);

	await t.test("going on after the run fails, and is on record", async () => {
		const path = "/api/v1/namespaces/shop/pods";
		assert.match(await tries(`go-on ${path}`), /^401/);
		await until(async () => (await auditCodes()).includes("gate.refused"), {
			what: "the attempt is in the audit",
		});
	});

	await t.test(
		"what it started is gone when its run is cancelled, whatever it ignores",
		async () => {
			const mark = `stubborn-${process.pid}`;
			const ongoing = await ana.begins(`hostile stubborn ${mark} --cluster eu`);
			await until(() => processesWith(mark).length > 0, {
				what: "the daemon runs",
			});
			await ongoing.cancel();
			await ongoing.answer;
			await until(() => processesWith(mark).length === 0, {
				what: "the daemon is gone",
			});
		},
	);

	await t.test("an honest command works after all of that", async () => {
		assert.match(await tries("request /version"), /^200 /);
	});

	async function gateNotes(id: string): Promise<string> {
		const { command } = await fleet.owner.api.ask<{
			command: {
				runs: { gate: { requests: { note: string | null }[] } | null }[];
			};
		}>(
			`query ($id: ID!) { command(id: $id) { runs { gate { requests { note } } } } }`,
			{ id },
		);
		return command.runs
			.flatMap(({ gate }) => gate?.requests.map(({ note }) => note ?? "") ?? [])
			.join("; ");
	}

	async function auditCodes(): Promise<string[]> {
		const { auditRecords } = await fleet.owner.api.ask<{
			auditRecords: { edges: { node: { code: string } }[] };
		}>(`query { auditRecords(first: 100) { edges { node { code } } } }`);
		return auditRecords.edges.map(({ node }) => node.code);
	}
});

function said(answer: TestAnswer): string {
	return (
		answer.text.eu ?? `${answer.runs.eu?.error?.message ?? ""} ${answer.notes}`
	);
}

function pluginFolder(t: Parameters<typeof tempDir>[0]): string {
	const folder = tempDir(t);
	chmodSync(folder, 0o755);
	mkdirSync(join(folder, "tests"), { mode: 0o755 });
	const plugin = resolve(
		import.meta.dirname,
		"../packages/agent/src/rooms/plugins/testdata/hostile-plugin.ts",
	);
	writeFileSync(
		join(folder, "tests", "executor_v1.0.0_hostile.ts"),
		`import ${JSON.stringify(plugin)};\n`,
	);
	return folder;
}

/** Processes of this machine whose command line holds the mark, whoever they belong to. */
function processesWith(mark: string): string[] {
	return readdirSync("/proc")
		.filter((name) => /^\d+$/.test(name))
		.filter((pid) => commandLine(pid).includes(mark));
}

function commandLine(pid: string): string {
	try {
		return readFileSync(`/proc/${pid}/cmdline`, "latin1");
	} catch {
		// It ended between the two looks.
		return "";
	}
}
