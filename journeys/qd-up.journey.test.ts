import assert from "node:assert/strict";
import {
	chmodSync,
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir, until } from "@quarterdeck/testkit";
import {
	commandLine,
	isThere,
	openTerminal,
	processesBelow,
} from "./qd-terminal.ts";

/** A folder that PostgreSQL's user may pass through, as /tmp is. */
function openDir(t: TestContext): string {
	const dir = tempDir(t);
	chmodSync(dir, 0o711);
	mkdirSync(join(dir, "tmp"), { mode: 0o711 });
	return dir;
}

const oneLine = (text: string, name: string) =>
	new RegExp(`^ +${name} +(\\S+)`, "m").exec(text)?.[1] ?? "";

test("qd up --demo --ephemeral: everything runs, what it says works, and nothing is left", async (t) => {
	const dir = openDir(t);
	const terminal = openTerminal(t, dir, { TMPDIR: join(dir, "tmp") });
	const up = terminal.begin("up", "--demo", "--ephemeral", "--pods", "20");
	await up.shows(/Ctrl-C stops everything/);
	const banner = up.out();

	await t.test("the three things to try do what they say", async () => {
		const lines = [...banner.matchAll(/^ +(\.\/qd .*)$/gm)].map(
			([, line]) => line ?? "",
		);
		assert.equal(lines.length, 3, banner);
		const [pods, whoami, audit] = await Promise.all(
			lines.slice(0, 2).map((line) => terminal.paste(line)),
		).then(async (two) => [...two, await terminal.paste(lines[2] ?? "")]);
		assert.equal(pods?.code, 0, pods?.said);
		assert.match(pods?.said ?? "", /^── eu ──$/m);
		assert.match(pods?.said ?? "", /^── us ──$/m);
		assert.equal(pods?.out.match(/^NAME +READY +STATUS/gm)?.length, 2);
		assert.match(whoami?.out ?? "", /Username +you@example\.com/);
		assert.match(
			audit?.out ?? "",
			/command\.run +succeeded +you@example\.com +eu,us +\d+ +kubectl get pods -n shop$/m,
		);
	});

	await t.test(
		"the sign-in link works once, and looking is not using",
		async () => {
			const link = new URL(oneLine(banner, "Sign in"));
			const code = new URLSearchParams(link.hash.slice(1)).get("code");
			const use = async () =>
				await fetch(new URL("/sign-in/link", link), {
					method: "POST",
					headers: { "content-type": "application/json" },
					body: JSON.stringify({ code }),
				});
			for (let i = 0; i < 2; i++) {
				const page = await fetch(link, { headers: { accept: "text/html" } });
				assert.ok(!(await page.text()).includes(code ?? "?"));
			}
			const first = await use();
			assert.equal(first.status, 200, await first.clone().text());
			assert.match(await first.text(), /you@example\.com/);
			const second = await use();
			assert.equal(second.status, 401);
			assert.match(await second.text(), /already used or has expired/);
		},
	);

	await t.test(
		"one that is killed is started again, and it is said",
		async () => {
			const { out } = await terminal.qd("cluster", "show", "eu");
			assert.match(out, /alive/);
			const agents = processesBelow(up.pid).filter((pid) =>
				commandLine(pid).includes("packages/agent/dist/main.js"),
			);
			assert.equal(agents.length, 2);
			process.kill(agents[0] ?? 0, "SIGKILL");
			await until(() => /agent of .. is running again/.test(up.said()), {
				what: "the agent runs again",
			});
		},
	);

	await t.test(
		"Ctrl-C stops all it started and leaves nothing behind",
		async () => {
			const below = processesBelow(up.pid);
			assert.ok(below.length >= 7, `${below.length} processes`);
			up.interrupt();
			const { code, said } = await up.ended;
			assert.equal(code, 0, said);
			assert.doesNotMatch(said, /did not stop cleanly/);
			assert.deepEqual(below.filter(isThere), []);
			assert.deepEqual(readdirSync(join(dir, "tmp")), []);
			assert.equal(existsSync(join(dir, "state")), false);
			await assert.rejects(fetch(oneLine(banner, "Address")));
			const { code: unreachable, said: why } = await terminal.qd("whoami");
			assert.equal(unreachable, 3);
			assert.match(why, /not signed in.*qd up --demo/s);
		},
	);
});

/** Makes the folder what a version without TLS left: no certificates, and agents that know a plain address. */
function forgetTls(stateDir: string): void {
	const bus = join(stateDir, "bus");
	for (const name of ["ca.pem", "ca.key", "server.pem", "server.key"])
		rmSync(join(bus, name));
	for (const cluster of ["eu", "us"]) {
		const file = join(stateDir, "clusters", cluster, "agent", "agent.json");
		const { ca, servers, ...kept } = JSON.parse(readFileSync(file, "utf8"));
		assert.match(ca, /BEGIN CERTIFICATE/);
		assert.match(servers.join(), /^tls:/);
		const plain = servers.map((url: string) => url.replace("tls:", "nats:"));
		writeFileSync(file, JSON.stringify({ ...kept, servers: plain }));
	}
}

test("a second start on a kept folder keeps who, what and where, and gives an old one TLS", async (t) => {
	const dir = openDir(t);
	const terminal = openTerminal(t, dir);
	const first = terminal.begin("up", "--demo", "--pods", "20");
	await first.shows(/Ctrl-C stops everything/);
	const address = oneLine(first.out(), "Address");
	const change = "sed 's/read-only/to look with/'";
	const applied = await terminal.paste(
		`./qd config show | ${change} | ./qd config apply - -m "a better name"`,
	);
	assert.equal(applied.code, 0, applied.said);
	const { out: yaml } = await terminal.qd("config", "show");
	assert.match(yaml, /to look with/);
	assert.equal(
		(await terminal.qd("run", "-A", "--", "kubectl", "get", "ns")).code,
		0,
	);

	const other = await terminal.qd("up", "--demo");
	assert.equal(other.code, 1);
	assert.match(other.said, /already running on .*Ctrl-C.*--ephemeral/s);

	const below = processesBelow(first.pid);
	first.interrupt();
	assert.equal((await first.ended).code, 0);
	assert.deepEqual(below.filter(isThere), []);

	forgetTls(join(dir, "state"));
	const second = terminal.begin("up", "--demo", "--pods", "20");
	await second.shows(/Ctrl-C stops everything/);
	assert.equal(oneLine(second.out(), "Address"), address);
	const [shown, history, audit, verified, clusters] = await Promise.all([
		terminal.qd("config", "show"),
		terminal.qd("config", "history"),
		terminal.qd("audit", "list", "--code", "command.run", "-o", "json"),
		terminal.qd("audit", "verify"),
		terminal.qd("cluster", "list"),
	]);
	assert.equal(shown.out, yaml);
	assert.match(history.out, /^2 .*a better name$/m);
	const records = audit.out
		.trim()
		.split("\n")
		.map((line) => JSON.parse(line));
	assert.ok(records.some(({ facts }) => facts.words === "kubectl get ns"));
	assert.match(verified.out, /^Verified \d+ records; the chain is intact/);
	assert.match(clusters.out, /^eu +alive/m);
	assert.match(clusters.out, /^us +alive/m);

	const examined = await terminal.qd("doctor");
	assert.equal(examined.code, 0, examined.out);
	assert.match(
		examined.out,
		/^ok +bus of qd up +TLS; certificate until 20..-..-.., authority until 20/m,
	);
	assert.match(examined.out, /^ok +bus +healthy\n +→ nats-server [\d.]+, TLS/m);
	const answer = await terminal.qd("run", "-A", "k get ns shop");
	assert.equal(answer.code, 0, answer.said);
});

test("Ctrl-C while it starts ends what has started already", async (t) => {
	const dir = openDir(t);
	const terminal = openTerminal(t, dir, { TMPDIR: join(dir, "tmp") });
	const up = terminal.begin("up", "--demo", "--ephemeral", "--pods", "20");
	const below = await until(
		() => {
			const found = processesBelow(up.pid);
			return found.length >= 4 ? found : undefined;
		},
		{ what: "some of it runs" },
	);
	up.interrupt();
	assert.equal((await up.ended).code, 130);
	assert.deepEqual(below.filter(isThere), []);
	assert.deepEqual(readdirSync(join(dir, "tmp")), []);
});
