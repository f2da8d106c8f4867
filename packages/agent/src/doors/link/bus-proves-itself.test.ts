import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, type TestContext, test } from "node:test";
import {
	createTestCertificates,
	startTestNats,
	tempDir,
	testCertificates,
	until,
} from "@quarterdeck/testkit";
import { idleKubeconfig, startAgentProcess } from "./agent-process.fixture.ts";
import {
	type FakeControlPlane,
	startFakeControlPlane,
} from "./control-plane.fake.ts";

interface Kept {
	servers: string[];
	ca?: string;
}

async function prepareAgent(t: TestContext) {
	const controlPlane = await startFakeControlPlane(t);
	const dir = tempDir(t);
	const file = join(dir, "state", "agent.json");
	const args = [
		...["--state-dir", join(dir, "state")],
		...["--kubeconfig", idleKubeconfig(dir)],
		...["--operations-port", "0"],
	];
	return {
		controlPlane,
		start: (env: Record<string, string>, ...more: string[]) =>
			startAgentProcess(t, [...args, ...more], env),
		join: () => ({ QD_JOIN_TOKEN: controlPlane.joinToken() }),
		kept: (): Kept => JSON.parse(readFileSync(file, "utf8")),
		replace: (changes: object) =>
			writeFileSync(
				file,
				JSON.stringify({
					...JSON.parse(readFileSync(file, "utf8")),
					...changes,
				}),
			),
	};
}

async function heartbeatsGrow({ heartbeats }: FakeControlPlane): Promise<void> {
	const before = heartbeats.length;
	await until(() => heartbeats.length > before);
}

describe("the bus proves itself", () => {
	test("an agent tells nothing to an impostor on the port of its bus, says why, and comes back", async (t) => {
		const { controlPlane, start, join: token } = await prepareAgent(t);
		const agent = start(token());
		const { operationsUrl } = await agent.ready;
		await controlPlane.server.kill();
		const said: string[] = [];
		const impostor = await startTestNats(t, {
			config: "debug: true\ntrace: true",
			port: controlPlane.server.port,
			onLine: (line) => said.push(line),
		});
		const why = /did not prove itself: it does not begin with TLS/;
		await until(async () => {
			const answer = await fetch(`${operationsUrl}/readyz`);
			return answer.status === 503 && why.test(await answer.text());
		});
		assert.ok(agent.lines.some((line) => why.test(line)));
		await impostor.stop();
		assert.ok(said.some((line) => /Server is ready/.test(line)));
		assert.ok(!said.some((line) => /<<- \[CONNECT/.test(line)));
		await controlPlane.server.restart();
		await heartbeatsGrow(controlPlane);
	});

	test("a token without authorities demands a public one, and a reply does not lead to a plain address", async (t) => {
		const { controlPlane, start, kept } = await prepareAgent(t);
		controlPlane.ca = undefined;
		const { port, url } = controlPlane.server;
		controlPlane.servers = [`nats://127.0.0.1:${port}`, url];
		// Node takes these for public ones.
		const { caFile } = testCertificates();
		const trusting = { NODE_EXTRA_CA_CERTS: caFile };
		const tokenOf = (servers: string[]) => ({
			QD_JOIN_TOKEN: controlPlane.joinToken(servers),
		});
		const plain = start({ ...trusting, ...tokenOf([`nats://bus:${port}`]) });
		assert.equal(await plain.ended, 1);
		assert.match(plain.lines.at(-1) ?? "", /cannot prove that it is yours/);
		const agent = start({ ...trusting, ...tokenOf([url]) });
		await agent.ready;
		assert.deepEqual(kept().servers, [url]);
	});

	test("new authorities come with a renewed credential, and stay with the agent", async (t) => {
		const { controlPlane, start, join: token, kept } = await prepareAgent(t);
		controlPlane.lifetimeMs = 8000;
		const agent = start(token());
		await agent.ready;
		assert.equal(kept().ca, testCertificates().ca);
		const next = createTestCertificates(tempDir(t)).ca;
		const both = testCertificates().ca + next;
		controlPlane.ca = both;
		await until(() => kept().ca === both);
		controlPlane.ca = undefined;
		const { renewals } = controlPlane;
		await until(() => controlPlane.renewals > renewals + 1);
		assert.equal(kept().ca, both);
	});

	test("an agent that joined before the bus had TLS says what to do, and takes address and authority from its flags", async (t) => {
		const agent = await prepareAgent(t);
		const { controlPlane, start, replace } = agent;
		const first = start(agent.join());
		await first.ready;
		await first.stop();
		const { port, url } = controlPlane.server;
		replace({ servers: [`nats://127.0.0.1:${port}`], ca: undefined });
		const old = start({});
		assert.equal(await old.ended, 1);
		assert.match(
			old.lines.at(-1) ?? "",
			/nats:\/\/127.*joining again: qd cluster add NAME --again/,
		);
		const { caFile } = testCertificates();
		const again = start({}, "--servers", url, "--bus-ca", caFile);
		await again.ready;
		await heartbeatsGrow(controlPlane);
	});

	test("an insecure bus is a choice that the log and the readiness show", async (t) => {
		const agent = await prepareAgent(t);
		const first = agent.start(agent.join());
		await first.ready;
		await first.stop();
		const plain = await startTestNats(t);
		agent.replace({ servers: [plain.url], ca: undefined });
		const chosen = agent.start({}, "--bus-insecure");
		const { operationsUrl } = await chosen.ready;
		const answer = await fetch(`${operationsUrl}/readyz`);
		assert.match(await answer.text(), /insecure: its server proves nothing/);
		assert.ok(chosen.lines.some((line) => /the bus is insecure/.test(line)));
	});
});
