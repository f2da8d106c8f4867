import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { describe, test } from "node:test";
import { createServer } from "node:tls";
import { connect } from "@nats-io/transport-node";
import { createLog, silentLog, systemClock } from "@quarterdeck/runtime";
import {
	createTestCertificates,
	startTestNats,
	tempDir,
	until,
} from "@quarterdeck/testkit";
import { connectBus } from "../bus/connect-bus.ts";
import {
	addressOf,
	type BusFixture,
	inMs,
	startBusFixture,
	type TestServer,
	testOrder,
} from "../bus.fixture.ts";
import { encodeJson, wireHeaders } from "../codec.ts";
import type { ServerTls } from "../server/operator-server-config.ts";

interface Impostor {
	readonly name: string;
	/** What the agent says of it. */
	readonly why: RegExp;
	readonly tls?: (
		ours: Pick<BusFixture<TestServer>, "issue">,
		dir: string,
	) => ServerTls;
}

const impostors: readonly Impostor[] = [
	{
		name: "speaks no TLS",
		why: /does not begin with TLS/,
	},
	{
		name: "shows a certificate of another authority",
		why: /not signed by a trusted authority/,
		tls: (_, dir) => createTestCertificates(dir).tls,
	},
	{
		name: "shows our authority's certificate for another host",
		why: /is for other hosts/,
		tls: ({ issue }) => issue({ hosts: ["bus.example.org"] }),
	},
	{
		name: "shows a certificate of ours that has ended",
		why: /has expired/,
		tls: ({ issue }) => issue({ hosts: ["127.0.0.1"], days: -20 }),
	},
];

/** The configuration of a server that asks nobody who they are. */
function permissive(tls: ServerTls | undefined): string {
	if (!tls) return "";
	const { certFile, keyFile } = tls;
	return `tls { cert_file: "${certFile}", key_file: "${keyFile}", handshake_first: true }`;
}

/** Gives the test order to an agent that is connected there, and says how many clients it has. */
async function orderAt(
	url: string,
	inst: string,
	isTls: boolean,
): Promise<void> {
	const connection = await connect({
		servers: [url],
		...(isTls
			? { tls: { handshakeFirst: true, rejectUnauthorized: false } as object }
			: {}),
	});
	const subject = `cmd.${inst}.${testOrder.name}.do.c1`;
	connection.publish(subject, encodeJson({ n: 1 }), { headers: wireHeaders() });
	await connection.flush();
	await connection.close();
}

describe("on the port of a server that is gone", () => {
	for (const { name, why, tls } of impostors)
		test(`an impostor that ${name} is told nothing and orders nothing`, async (t) => {
			const fixture = await startBusFixture(t, startTestNats);
			const { server, trust, keys } = fixture;
			const org = await fixture.organisation();
			const lines: string[] = [];
			const log = createLog({
				process: "agent",
				level: "warn",
				write: (line) => lines.push(line),
			});
			const link = await fixture.link(org, "agt-1", { log });
			const states: string[] = [];
			link.onState(({ state }) => states.push(state));
			let runs = 0;
			link.serve(testOrder, async () => {
				runs += 1;
				return { done: true };
			});
			await server.kill();
			const files = tls?.(fixture, tempDir(t));
			const said: string[] = [];
			const impostor = await startTestNats(t, {
				config: `${permissive(files)}\ndebug: true\ntrace: true`,
				port: server.port,
				onLine: (line) => said.push(line),
			});
			const { state } = link;
			assert.notEqual(state.state, "connected");
			const reasons = () =>
				lines.filter((line) => /did not prove itself/.test(line));
			await until(() => reasons().length > 0);
			assert.match(reasons().join(), why);
			await until(() => {
				const now = link.state;
				return now.state === "reconnecting" && why.test(now.reason);
			});
			await orderAt(impostor.url, "agt-1", files !== undefined);
			const plane = connectBus({
				servers: [server.url],
				trust,
				credential: keys.controlPlaneCredential,
				signerOf: async () => {
					throw new Error("nobody is ordered here");
				},
				log: silentLog,
				clock: systemClock,
				settings: { connectWithinMs: 300 },
			});
			await assert.rejects(plane, why);
			// One client connected: ours, which gave the order.
			const connects = said.filter((line) => /<<- \[CONNECT/.test(line));
			assert.equal(connects.length, 1, connects.join("\n"));
			assert.deepEqual([runs, states.includes("connected")], [0, false]);

			await impostor.stop();
			await server.restart();
			await link.connected();
			const bus = await fixture.bus();
			const done = await bus.order(
				addressOf(org, "agt-1"),
				testOrder,
				{ n: 2 },
				{ correlation: "c2", deadlineAt: inMs(30_000) },
			);
			assert.deepEqual([done, runs], [{ done: true }, 1]);
		});

	test("an address that the server announces is not followed", async (t) => {
		const said: string[] = [];
		const impostor = await startTestNats(t, {
			config: "debug: true",
			onLine: (line) => said.push(line),
		});
		const { tls, trust } = createTestCertificates(tempDir(t));
		const info = {
			server_id: "x",
			version: "2.15.1",
			max_payload: 1_048_576,
			tls_required: true,
			connect_urls: [`127.0.0.1:${impostor.port}`],
			ldm: true,
		};
		let visits = 0;
		const server = createServer(
			{ cert: readFileSync(tls.certFile), key: readFileSync(tls.keyFile) },
			(socket) => {
				visits += 1;
				socket.write(`INFO ${JSON.stringify(info)}\r\n`);
				// Gone as soon as the client has heard it all and says it is there.
				socket.on("data", (bytes) => {
					if (!bytes.includes("PING")) return;
					socket.write(`PONG\r\nINFO ${JSON.stringify(info)}\r\n`);
					socket.end();
				});
				socket.on("error", () => {});
			},
		);
		t.after(() => void server.close());
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		const { port } = server.address() as AddressInfo;
		const fixture = await startBusFixture(t, startTestNats);
		const servers = [`tls://127.0.0.1:${port}`];
		const org = await fixture.organisation();
		await fixture.link(org, "agt-1", { servers, trust });
		await until(() => visits > 3);
		assert.ok(!said.some((line) => /Client connection created/.test(line)));
	});

	test("a plain server is used by who chose an insecure bus, and by nobody else", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const impostor = await startTestNats(t);
		const servers = [impostor.url];
		const lines: string[] = [];
		const log = createLog({
			process: "agent",
			level: "warn",
			write: (line) => lines.push(line),
		});
		await assert.rejects(fixture.link(org, "agt-1", { servers, trust: {} }), {
			code: "BUS_INSECURE",
		});
		const trust = { insecure: true };
		const link = await fixture.link(org, "agt-1", { servers, trust, log });
		assert.equal(link.state.state, "connected");
		assert.match(lines.join(), /the bus is insecure/);
	});
});
