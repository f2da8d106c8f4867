import assert from "node:assert/strict";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir, until } from "@quarterdeck/testkit";
import { startTestFleet, type TestFleet } from "@quarterdeck/testkit/fleet";
import { fleetConfiguration } from "./fleet-configuration.ts";
import { openTerminal } from "./qd-terminal.ts";

/** A terminal of the owner, who comes by variables as a script does. */
function ownersTerminal(t: TestContext, fleet: TestFleet) {
	const bootstrap = readFileSync(join(fleet.dir, "bootstrap.json"), "utf8");
	const { apiToken }: { apiToken: string } = JSON.parse(bootstrap);
	return openTerminal(t, tempDir(t), {
		QD_URL: fleet.url,
		QD_TOKEN: apiToken,
	});
}

test("qd at a terminal: run, stream, cancel, sign in, configure", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu", "us"],
		configuration: fleetConfiguration,
	});
	const { qd, begin, paste } = ownersTerminal(t, fleet);
	const pods = ["kubectl", "get", "pods", "-n", "shop"];

	await t.test("the exit code says how it went", async () => {
		const [well, one, some, none] = await Promise.all([
			qd("run", "--cluster", "eu,us", "--", ...pods),
			qd("run", "-c", "eu", "--", "kubectl", "get", "pod", "no", "-n", "shop"),
			qd("run", "-c", "eu,nowhere", ...pods),
			qd("run"),
		]);
		assert.equal(well.code, 0, well.said);
		assert.match(well.out, /^NAME.*\ncart-eu /m);
		assert.match(well.out, /^NAME.*\ncart-us /m);
		assert.match(well.said, /^── eu ──$/m);
		assert.equal(one.code, 1);
		assert.equal(one.out, "");
		assert.match(one.said, /NotFound/);
		assert.match(one.said, /^eu: exit code 1$/m);
		assert.equal(some.code, 1);
		assert.match(some.out, /cart-eu/);
		assert.match(some.said, /Cluster nowhere does not exist/);
		assert.equal(none.code, 2);
	});

	await t.test(
		"one quoted line is taken as in chat: aliases work, a pipe is refused",
		async () => {
			const line = await qd("run", "-c", "eu", "k get pods -n 'shop'");
			assert.equal(line.code, 0, line.said);
			assert.match(line.out, /cart-eu/);
			const piped = await qd("run", "-c", "eu", "k get pods -n shop | head");
			assert.equal(piped.code, 2);
			assert.equal(piped.out, "");
			assert.match(
				piped.said,
				/do not run in a shell.*Nothing was run.*--filter/,
			);
		},
	);

	await t.test(
		"a pipe gets the program's output and nothing else, and a program what is piped in",
		async () => {
			const json = await qd("run", "-c", "eu", "--", ...pods, "-o", "json");
			assert.equal(json.code, 0, json.said);
			assert.ok(JSON.parse(json.out).items.length > 0);
			const manifest =
				"apiVersion: v1\\nkind: ConfigMap\\nmetadata: {name: piped}\\n";
			const dry = "kubectl create -n shop -f - --dry-run=client -o name";
			const made = await paste(
				`printf '${manifest}' | ./qd run -c eu -- ${dry}`,
			);
			assert.equal(made.out, "configmap/piped\n", made.said);
			const none = await qd("run", "-c", "eu", `${dry}`);
			assert.match(none.said, /reads standard input, and nothing was given/);
			const prefixed = await qd(
				"run",
				"-c",
				"eu,us",
				"--prefix",
				"--",
				...pods,
			);
			assert.match(prefixed.out, /^eu: cart-eu /m);
			assert.match(prefixed.out, /^us: cart-us /m);
			assert.doesNotMatch(prefixed.said, /──/);
		},
	);

	await t.test(
		"-o json is one document for scripts, output and all",
		async () => {
			const { out, code } = await qd("run", "-A", "-o", "json", "--", ...pods);
			assert.equal(code, 0);
			const told = JSON.parse(out);
			assert.equal(told.succeeded, true);
			const clusters = told.clusters.map(
				(one: { cluster: string }) => one.cluster,
			);
			assert.deepEqual(clusters.toSorted(), ["eu", "us"]);
			for (const one of told.clusters) {
				assert.equal(one.exitCode, 0);
				assert.match(one.stdout, /cart-/);
				const kept = await qd("output", one.id);
				assert.equal(kept.out, one.stdout);
			}
			const gone = await qd("output", "run_01aaaaaaaaaaaaaaaaaaaaaaaa");
			assert.equal(gone.code, 1);
		},
	);

	await t.test(
		"output arrives while the command goes on, and Ctrl-C cancels it in the cluster",
		async () => {
			const watch = begin("run", "-c", "eu", "--", ...pods, "--watch");
			await watch.shows(/cart-eu/);
			const running = async () => {
				const { out } = await qd("cluster", "show", "eu", "-o", "json");
				return JSON.parse(out).running;
			};
			await until(async () => (await running()) === 1, {
				what: "the cluster tells that it runs",
			});
			watch.interrupt();
			const { code, said } = await watch.ended;
			assert.equal(code, 130);
			assert.match(said, /cancelling in every cluster/);
			const { out } = await qd("audit", "list", "--outcome", "cancelled");
			assert.match(out, /command\.run +cancelled .*--watch/);
			await until(async () => (await running()) === 0, {
				what: "nothing runs in the cluster any more",
			});
		},
	);

	await t.test(
		"a person is let in by a link that works once, and is who they are",
		async () => {
			const added = await qd(
				"person",
				"add",
				"ana@example.com",
				"--group",
				"sre",
			);
			assert.equal(added.code, 0, added.said);
			const link = added.out.trim();
			const dir = tempDir(t);
			const ana = openTerminal(t, dir);
			const nobody = await ana.qd("whoami");
			assert.equal(nobody.code, 3);
			assert.match(nobody.said, /not signed in/);
			assert.equal((await ana.qd("login", link)).code, 0);
			const kept = join(dir, "config", "quarterdeck", "session.json");
			assert.equal(statSync(kept).mode & 0o777, 0o600);
			const { out } = await ana.qd("whoami");
			assert.match(out, /^ana@example\.com, member of test, groups sre$/m);
			const again = await ana.qd("login", link);
			assert.equal(again.code, 3);
			assert.match(again.said, /already used or has expired/);
			const mine = await ana.qd(
				...["run", "-c", "eu", "--channel", "mine"],
				...["--", "kubectl", "auth", "whoami"],
			);
			assert.match(mine.out, /Username +ana@example\.com/);
			const unconfirmed = await qd("person", "remove", "ana@example.com");
			assert.equal(unconfirmed.code, 2);
			assert.equal((await ana.qd("whoami")).code, 0);
			await qd("person", "remove", "ana@example.com", "--yes");
			assert.equal((await ana.qd("whoami")).code, 3);
		},
	);

	await t.test(
		"a broken file is told with line, column and the nearest known key, and changes nothing",
		async () => {
			const file = join(tempDir(t), "house.yaml");
			mkdirSync(join(file, ".."), { recursive: true });
			writeFileSync(
				file,
				fleetConfiguration.replace("enabled: true", "enabeld: true"),
			);
			const checked = await qd("config", "validate", file);
			assert.equal(checked.code, 1);
			assert.match(
				checked.said,
				/house\.yaml:7:7 .*enabeld.*did you mean enabled\?/,
			);
			assert.match(checked.said, /^\d+ problems?\.$/m);
			const applied = await qd("config", "apply", file);
			assert.equal(applied.code, 1);
			assert.match(applied.said, /configuration was not changed/);
			assert.match((await qd("config", "history")).out, /^1 /m);
			writeFileSync(file, fleetConfiguration);
			assert.equal((await qd("config", "validate", file)).code, 0);
			assert.equal((await qd("config", "validate", "/nowhere")).code, 2);
		},
	);

	await t.test(
		"a change that widens rights is told beforehand, waits, and is decided by somebody else",
		async () => {
			const file = join(tempDir(t), "house.yaml");
			const write = (channels: string) =>
				writeFileSync(
					file,
					`${fleetConfiguration}${channels}settings: {review: configuration}\n`,
				);
			const added = await qd("person", "add", "rea@example.com");
			const rea = openTerminal(t, tempDir(t));
			assert.equal((await rea.qd("login", added.out.trim())).code, 0);
			write("");
			assert.equal((await qd("config", "apply", file)).code, 0);
			write("        new: {name: new, bindings: {executors: [edits]}}\n");
			const widens = "in #new, botkube/kubectl runs as the group editors";
			const checked = await qd("config", "validate", file);
			assert.equal(checked.code, 0, checked.said);
			assert.match(checked.out, /It would wait for a second member/);
			assert.ok(checked.out.includes(`  ${widens}\n`), checked.out);
			const applied = await qd("config", "apply", file, "-m", "one more");
			assert.equal(applied.code, 0, applied.said);
			assert.match(applied.out, /^Waiting for review as change 1, because/);
			assert.match((await qd("config", "history")).out, /^VERSION.*\n2 /);

			const review = (who: typeof rea, ...words: string[]) =>
				who.qd("config", "review", ...words);
			const listed = await review(rea, "list");
			assert.match(
				listed.out,
				/^1 +pending +2 .*owner@example\.com +4 +one more$/m,
			);
			const shown = await review(rea, "show", "1");
			assert.ok(shown.said.includes(`  ${widens}\n`), shown.said);
			assert.match(shown.out, /^ +new: \{name: new/m);
			const own = await review({ ...rea, qd }, "approve", "1");
			assert.equal(own.code, 6);
			assert.match(own.said, /change 1/i);
			const grouped = await qd(
				...["person", "add", "eve@example.com", "--group", "editors"],
			);
			assert.equal(grouped.code, 6);
			assert.match(
				grouped.said,
				/approval of a second member.*settings\.review.*qd person invite eve@example\.com/,
			);
			const invited = await qd("person", "invite", "eve@example.com");
			assert.equal(invited.code, 0, invited.said);
			assert.match(invited.said, /waits for review/);
			assert.match(
				(await rea.qd("person", "review", "list")).out,
				/^eve@example\.com +waits .*owner@example\.com/m,
			);
			const decide = (who: { readonly qd: typeof qd }) =>
				who.qd("person", "review", "approve", "eve@example.com");
			assert.equal((await decide({ qd })).code, 6);
			const decided = await decide(rea);
			assert.equal(decided.code, 0, decided.said);
			const approved = await review(rea, "approve", "1");
			assert.equal(approved.out, "Change 1 is approved.\n", approved.said);
			assert.match((await qd("config", "history")).out, /^VERSION.*\n3 /);
			const again = await review(rea, "reject", "1");
			assert.equal(again.code, 1);
			assert.match(again.said, /approved/);
			assert.match(
				(await review(rea, "show", "9")).said,
				/There is no change 9/,
			);
			assert.match((await review(rea, "list", "--all")).out, /^1 +approved /m);
		},
	);

	await t.test("Tab offers the clusters there are", async () => {
		const { out } = await qd("__complete", "--", "run", "-c", "eu,");
		assert.deepEqual(out.trim().split("\n").toSorted(), ["eu,eu", "eu,us"]);
	});
});

test("a control plane that is not there, or is something else, is told with what to do", async (t) => {
	const server = createServer((_, response) => response.end("It works!"));
	await new Promise<void>((resolve) =>
		server.listen(0, "127.0.0.1", () => resolve()),
	);
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const { qd } = openTerminal(t, tempDir(t), { QD_URL: url, QD_TOKEN: "x" });
	const strange = await qd("run", "-c", "eu", "--", "kubectl", "get", "pods");
	assert.equal(strange.code, 3);
	assert.match(strange.said, /not like a control plane/);
	await new Promise((resolve) => server.close(resolve));
	const away = await qd("run", "-c", "eu", "--", "kubectl", "get", "pods");
	assert.equal(away.code, 3);
	assert.match(
		away.said,
		/cannot be reached.*whether it is running.*qd doctor/s,
	);
	assert.doesNotMatch(away.said, /\n +at /);
});
