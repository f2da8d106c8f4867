import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fetchConfiguration, renew } from "@quarterdeck/contract";
import { until } from "@quarterdeck/testkit";
import {
	applyConfiguration,
	beat,
	commandEvents,
	echo,
	type Heard,
	joinAs,
	neverRun,
	runCommand,
	startControlPlane,
	startServers,
} from "./main.fixture.ts";

describe("the process from outside", () => {
	test("wrong settings are told in plain words, all of them, with exit code 2", async () => {
		const child = spawn(
			process.execPath,
			[join(import.meta.dirname, "main.ts")],
			{ env: { QD_PORT: "x" }, stdio: ["ignore", "pipe", "pipe"] },
		);
		let said = "";
		child.stderr.on("data", (text) => {
			said += text;
		});
		const [code] = await once(child, "close");
		assert.equal(code, 2);
		assert.match(said, /listen\.port[\s\S]*databaseUrl/);
	});

	test("a command goes from the API to two agents and back, and is proved by the audit", async (t) => {
		const servers = await startServers(t);
		const running = await startControlPlane(t, servers);
		assert.equal(statSync(servers.bootstrapFile).mode & 0o777, 0o600);
		await applyConfiguration(running);
		await joinAs(t, running, "eu", echo);
		const us = await joinAs(t, running, "us", echo);
		const { configuration } = await us.ask(fetchConfiguration, { have: 0 });
		assert.equal(configuration?.version, 1);
		assert.equal(configuration.clusterName, "us");
		assert.deepEqual(await us.ask(fetchConfiguration, { have: 1 }), {});
		assert.ok((await us.ask(renew, {})).jwt);
		const { runCommand: command } = await running.ask<{
			runCommand: { id: string };
		}>(runCommand, { input: { text: "kubectl get pods --cluster eu,us" } });
		const heard = await running.follow<Heard>(commandEvents, {
			id: command.id,
		});
		const events = heard.map((one) => one.commandEvents);
		assert.deepEqual(
			events
				.filter(({ kind }) => kind === "STDOUT")
				.map(({ cluster, text }) => `${cluster}: ${text}`)
				.toSorted(),
			["eu: kubectl get pods\n", "us: kubectl get pods\n"],
		);
		assert.equal(events.at(-1)?.state, "SUCCEEDED");
		const url = events.find(({ run }) => run)?.run?.outputUrl ?? "";
		const output = await fetch(url, {
			headers: { authorization: `Bearer ${running.token}` },
		});
		assert.equal(await output.text(), "kubectl get pods\n");
		const { verifyAudit } = await running.ask<{
			verifyAudit: { ok: boolean; records: number };
		}>("mutation { verifyAudit { ok records } }");
		assert.equal(verifyAudit.ok, true);
		assert.ok(verifyAudit.records >= 8);
		const { status } = await running.ask<{
			status: { parts: { name: string; ok: boolean }[] };
		}>("{ status { parts { name ok problem note } } }");
		assert.deepEqual(
			status.parts.map(({ name, ok }) => [name, ok]).toSorted(),
			[
				["audit", true],
				["bus", true],
				["clock", true],
				["database", true],
				["jobs", true],
				["objects", true],
			],
		);
		const ready = await fetch(`${running.operationsUrl}/readyz`);
		assert.equal(ready.status, 200);
		const jobs = await fetch(`${running.operationsUrl}/jobs`);
		const names = ((await jobs.json()) as { name: string }[]).map(
			({ name }) => name,
		);
		for (const name of [
			"close-lost-commands",
			"count-durable-jobs",
			"find-silent-agents",
			"hold-lease-sweeps",
			"look-at-database-clock",
			"look-for-ended-machine-tokens",
			"look-for-ended-sessions",
			"push-bus-accounts",
			"remove-done-jobs",
			"sweep-ended-sessions",
			"sweep-outputs",
			"save-heartbeats",
		])
			assert.ok(names.includes(name), name);
		const metrics = await fetch(`${running.operationsUrl}/metrics`);
		const text = await metrics.text();
		assert.match(text, /quarterdeck_command_runs_total\{state="succeeded"\} 2/);
		assert.match(text, /quarterdeck_agents_connected 2/);
		running.child.kill("SIGTERM");
		const [code] = await once(running.child, "exit");
		assert.equal(code, 0, running.log.join("\n"));
	});

	test("killed in the middle of a command, it says after the restart that the command was lost, and runs nothing twice", async (t) => {
		const servers = await startServers(t);
		const first = await startControlPlane(t, servers);
		await applyConfiguration(first);
		let runs = 0;
		const begun = Promise.withResolvers<void>();
		const link = await joinAs(t, first, "eu", async ({ signal }) => {
			runs += 1;
			begun.resolve();
			await once(signal, "abort");
			throw signal.reason;
		});
		const { runCommand: command } = await first.ask<{
			runCommand: { id: string };
		}>(runCommand, { input: { text: "kubectl get pods", timeoutSeconds: 30 } });
		await begun.promise;
		first.child.kill("SIGKILL");
		await once(first.child, "exit");
		const second = await startControlPlane(t, servers);
		assert.equal(second.token, first.token, "the owner's token is kept");
		const { viewer } = await second.ask<{ viewer: { scopes: string[] } }>(
			"{ viewer { scopes } }",
		);
		assert.deepEqual(viewer.scopes, ["READ", "RUN", "CONFIGURE"]);
		const heard = await second.follow<Heard>(commandEvents, {
			id: command.id,
			after: 3,
		});
		const events = heard.map((one) => one.commandEvents);
		assert.deepEqual(
			events.map(({ seq, kind, state, error, run }) => [
				seq,
				kind,
				state ?? run?.state,
				error?.code ?? run?.error?.code,
			]),
			[
				[4, "RUN_ENDED", "LOST", "COMMAND_LOST"],
				[5, "COMMAND_ENDED", "LOST", "COMMAND_LOST"],
			],
		);
		beat(link);
		const { auditRecords } = await second.ask<{
			auditRecords: { edges: { node: { code: string; outcome: string } }[] };
		}>(
			"query ($filter: AuditFilter) { auditRecords(filter: $filter) { edges { node { code outcome } } } }",
			{ filter: { command: command.id } },
		);
		assert.deepEqual(
			auditRecords.edges.map(({ node }) => `${node.code} ${node.outcome}`),
			["command.lost lost", "command.run opened"],
		);
		assert.equal(runs, 1);
	});

	test("killed while it brings a configuration to an agent, it brings it after the restart", async (t) => {
		const servers = await startServers(t);
		const first = await startControlPlane(t, servers);
		const told: number[] = [];
		const begun = Promise.withResolvers<void>();
		const link = await joinAs(
			t,
			first,
			"eu",
			neverRun,
			async ({ request, signal }) => {
				told.push(request.version);
				begun.resolve();
				if (told.length === 1) await once(signal, "abort");
				return { version: request.version, changed: true };
			},
		);
		await applyConfiguration(first);
		await begun.promise;
		first.child.kill("SIGKILL");
		await once(first.child, "exit");
		await startControlPlane(t, servers);
		// Its heartbeats name the newest version, so it is not they that bring it.
		const toldAgain = () => {
			beat(link, 1);
			return told.length === 2;
		};
		await until(toldAgain, { withinMs: 40_000 });
		assert.deepEqual(told, [1, 1]);
	});

	test("asked to stop, it ends what goes on, tells who listens, and closes the record", async (t) => {
		const servers = await startServers(t);
		const first = await startControlPlane(t, servers);
		await applyConfiguration(first);
		const begun = Promise.withResolvers<void>();
		await joinAs(t, first, "eu", async ({ signal }) => {
			begun.resolve();
			await once(signal, "abort");
			throw signal.reason;
		});
		const { runCommand: command } = await first.ask<{
			runCommand: { id: string };
		}>(runCommand, { input: { text: "kubectl get pods" } });
		await begun.promise;
		const listening = first.follow<Heard>(commandEvents, { id: command.id });
		first.child.kill("SIGTERM");
		const heard = (await listening).map((one) => one.commandEvents);
		assert.equal(heard.at(-1)?.kind, "COMMAND_ENDED");
		assert.equal(heard.at(-1)?.state, "CANCELLED");
		const [code] = await once(first.child, "exit");
		assert.equal(code, 0, first.log.join("\n"));
		const second = await startControlPlane(t, servers);
		const found = await second.ask<{ command: { state: string } }>(
			"query ($id: ID!) { command(id: $id) { state } }",
			{ id: command.id },
		);
		assert.equal(found.command.state, "CANCELLED");
	});

	test("of two replicas, either may hear and cancel what the other runs", async (t) => {
		const servers = await startServers(t);
		const first = await startControlPlane(t, servers);
		const second = await startControlPlane(t, servers);
		await applyConfiguration(first);
		const begun = Promise.withResolvers<void>();
		await joinAs(t, first, "eu", async ({ signal, out }) => {
			await out.write({ kind: "stdout", bytes: Buffer.from("so far\n") });
			begun.resolve();
			await once(signal, "abort");
			throw signal.reason;
		});
		const { runCommand: command } = await first.ask<{
			runCommand: { id: string };
		}>(runCommand, { input: { text: "kubectl get pods" } });
		await begun.promise;
		const listening = second.follow<Heard>(commandEvents, { id: command.id });
		await second.ask("mutation ($id: ID!) { cancelCommand(id: $id) { id } }", {
			id: command.id,
		});
		const heard = (await listening).map((one) => one.commandEvents);
		assert.deepEqual(
			heard.map(({ kind, text, state, run }) => [
				kind,
				text ?? state ?? run?.error?.code,
			]),
			[
				["STDOUT", "so far\n"],
				["RUN_ENDED", "COMMAND_CANCELLED"],
				["COMMAND_ENDED", "CANCELLED"],
			],
		);
	});
});
