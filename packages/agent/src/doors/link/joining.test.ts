import assert from "node:assert/strict";
import {
	chmodSync,
	existsSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { systemClock } from "@quarterdeck/runtime";
import { tempDir, until } from "@quarterdeck/testkit";
import { publicKey, withRevocation } from "@quarterdeck/wire";
import {
	type AgentProcess,
	idleKubeconfig,
	startAgentProcess,
} from "./agent-process.fixture.ts";
import { startFakeControlPlane } from "./control-plane.fake.ts";
import {
	command,
	configureAgent,
	shareAgent,
	startWholeAgent,
} from "./whole-agent.fixture.ts";

describe("joining", () => {
	test("the token leaves the environment, whichever way it came", async (t) => {
		const controlPlane = await startFakeControlPlane(t);
		const dir = tempDir(t);
		const kubeconfig = idleKubeconfig(dir);
		const start = (
			name: string,
			args: string[],
			env: Record<string, string>,
			input?: string,
		) =>
			startAgentProcess(
				t,
				["--state-dir", join(dir, name), "--kubeconfig", kubeconfig, ...args],
				{ TMPDIR: dir, ...env },
				[],
				input,
			);
		const environmentOf = ({ child }: AgentProcess) =>
			readFileSync(`/proc/${child.pid}/environ`, "latin1");

		const first = controlPlane.joinToken();
		const byVariable = start("variable", [], { QD_JOIN_TOKEN: first });
		await byVariable.ready;
		assert.ok(!environmentOf(byVariable).includes("qdj_"));
		assert.match(byVariable.lines.join("\n"), /give it in a file/);
		assert.deepEqual(
			readdirSync(dir).filter((name) => name.startsWith("qd-pass-")),
			[],
		);
		await byVariable.stop();

		const file = join(dir, "token");
		writeFileSync(file, `${controlPlane.joinToken()}\n`, { mode: 0o600 });
		const byFile = start("file", ["--join-file", file], {});
		await byFile.ready;
		assert.doesNotMatch(byFile.lines.join("\n"), /give it in a file/);
		await byFile.stop();
		// An agent that has joined needs the file no more.
		rmSync(file);
		const again = start("file", ["--join-file", file], {});
		await again.ready;
		await again.stop();

		const token = `${controlPlane.joinToken()}\n`;
		const byInput = start("input", ["--join-file", "-"], {}, token);
		await byInput.ready;
		await byInput.stop();
	});
	test("a token that is none, is used or has ended stops the agent with the reason", async (t) => {
		const controlPlane = await startFakeControlPlane(t);
		const dir = tempDir(t);
		const kubeconfig = idleKubeconfig(dir);
		let count = 0;
		const lastWords = async (token: string | undefined) => {
			count += 1;
			const stateDir = join(dir, `state-${count}`);
			const agent = startAgentProcess(
				t,
				["--state-dir", stateDir, "--kubeconfig", kubeconfig],
				token ? { QD_JOIN_TOKEN: token } : {},
			);
			assert.equal(await agent.ended, 1);
			assert.ok(
				!agent.lines.join("\n").includes(token ?? "qdj_"),
				"the token is in the log",
			);
			assert.ok(!existsSync(join(stateDir, "agent.json")));
			return agent.lines.at(-1) ?? "";
		};
		const [none, garbage, empty] = await Promise.all([
			lastWords(undefined),
			lastWords("garbage"),
			lastWords("qdj_e30"),
		]);
		assert.match(none, /no join token.*qd cluster add/);
		assert.match(garbage, /join token is not valid/);
		assert.match(empty, /join token is not valid/);
		controlPlane.refuseEnrolment = new AppError("JOIN_TOKEN_USED", {
			cluster: "eu",
		});
		assert.match(
			await lastWords(controlPlane.joinToken()),
			/was already used.*--again/,
		);
		controlPlane.refuseEnrolment = new AppError("JOIN_TOKEN_EXPIRED", {
			cluster: "eu",
			endedAt: "today",
		});
		assert.match(await lastWords(controlPlane.joinToken()), /expired at today/);
	});

	test("a credential is renewed before it ends, and orders are still answered", async (t) => {
		const controlPlane = await startFakeControlPlane(t);
		controlPlane.lifetimeMs = 8000;
		const dir = tempDir(t);
		const kubeconfig = idleKubeconfig(dir);
		const agent = startAgentProcess(
			t,
			["--state-dir", join(dir, "state"), "--kubeconfig", kubeconfig],
			{ QD_JOIN_TOKEN: controlPlane.joinToken() },
		);
		await agent.ready;
		const first = readFileSync(join(dir, "state", "agent.json"), "utf8");
		await until(() => controlPlane.renewals >= 2);
		assert.notEqual(
			readFileSync(join(dir, "state", "agent.json"), "utf8"),
			first,
		);
		assert.deepEqual(await configureAgent(controlPlane, 2), {
			version: 2,
			changed: true,
		});
	});

	test("wrong settings are all told at once", async (t) => {
		const agent = startAgentProcess(
			t,
			["--log-level", "loud", "--plugin-uid-first", "x"],
			{ QD_STATE_DIR: tempDir(t) },
		);
		assert.equal(await agent.ended, 1);
		assert.match(
			agent.lines.join("\n"),
			/logLevel.*pluginUidFirst|pluginUidFirst.*logLevel/s,
		);
	});
});

/* One after the other on one state folder and one control plane: each takes over the agent that the one before left running. */
describe("a joined agent", () => {
	const whole = shareAgent((t) => startWholeAgent(t));
	let running: AgentProcess;

	test("keeps its credential in private, and needs no token at its next start", async () => {
		const { controlPlane, agent, stateDir, start } = whole();
		const file = join(stateDir, "agent.json");
		assert.equal(statSync(file).mode & 0o777, 0o600);
		assert.equal(statSync(stateDir).mode & 0o777, 0o700);
		assert.deepEqual(readdirSync(stateDir), [
			"agent.json",
			"agent.pid",
			"events",
			"watches",
		]);
		assert.equal(await agent.stop(), 0);
		assert.equal(controlPlane.heartbeats.at(-1)?.leaving, true);
		running = start();
		await running.ready;
		const second = start();
		assert.equal(await second.ended, 1);
		assert.match(second.lines.at(-1) ?? "", /Another agent \(process \d+\)/);
		assert.equal(controlPlane.enrolments.length, 1);
		await until(
			() =>
				controlPlane.heartbeats.at(-1)?.leaving === undefined &&
				controlPlane.heartbeats.at(-1)?.configurationVersion === 1,
		);
		assert.equal(
			(await command(controlPlane, ["kubectl", "get", "pods", "-n", "shop"]))
				.end.outcome,
			"succeeded",
		);
	});

	test("joins again with a new token, and only once with the same", async () => {
		const { controlPlane, start } = whole();
		await running.stop();
		const token = controlPlane.joinToken();
		const second = start({ QD_JOIN_TOKEN: token });
		await second.ready;
		assert.equal(new Set(controlPlane.enrolments).size, 2);
		await second.stop();
		running = start({ QD_JOIN_TOKEN: token });
		await running.ready;
		assert.equal(controlPlane.enrolments.length, 2);
	});

	test("that is revoked says what to do", async () => {
		const { controlPlane, stateDir } = whole();
		const { seed } = JSON.parse(
			readFileSync(join(stateDir, "agent.json"), "utf8"),
		);
		await controlPlane.accountPublisher.publish({
			keys: controlPlane.organisation,
			name: "org",
			revocations: withRevocation({}, publicKey(seed), systemClock.now()),
		});
		await until(() =>
			running.lines.some((line) =>
				/refuses this agent's credential.*--again/.test(line),
			),
		);
	});

	test("does not use a credential that others can read", async () => {
		const { stateDir, start } = whole();
		await running.stop();
		chmodSync(join(stateDir, "agent.json"), 0o644);
		const again = start();
		assert.equal(await again.ended, 1);
		assert.match(again.lines.at(-1) ?? "", /can be read by others/);
	});
});
