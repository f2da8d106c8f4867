import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync } from "node:fs";
import { userInfo } from "node:os";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { tempDir } from "@quarterdeck/testkit";

/*
 * The strongest sandbox of this machine is proved by hostile-plugins.test.ts. As root, the same tests are run once more as an agent
 * would stand that is not root, and as one that may change uid and kill but not make namespaces, as in a hardened pod.
 */
const suites = ["hostile-plugins", "bounded-plugins"].map((name) =>
	fileURLToPath(new URL(`./${name}.test.ts`, import.meta.url)),
);
const isRoot = userInfo().uid === 0;
const chosen =
	"nothing of|a daemon in|ignores everything|every folder|is ended at its limit|is the gate and nothing|fills it is ended";
/** Of the tests with these names, those about control groups are left out where there are none. */
const all = 11;
/** As a service with `LimitNOFILE=1024`, or in a container with `ulimits`. */
const lowLimits = [
	"prlimit",
	"--nofile=1000:1000",
	"--fsize=1000000000:1000000000",
	"--",
	"setpriv",
	"--bounding-set=-sys_resource",
	"--inh-caps=-all",
];
const ways: Record<string, string[]> = {
	"a user without rights": [
		"setpriv",
		"--reuid",
		"65534",
		"--regid",
		"65534",
		"--clear-groups",
	],
	"root that may only change uid and kill": [
		"setpriv",
		"--bounding-set=-all,+setuid,+setgid,+kill,+dac_override",
		"--inh-caps=-all",
	],
	"root with lower limits than a plugin may have": lowLimits,
	"the same with uids only": [
		...lowLimits.slice(0, -2),
		"--bounding-set=-all,+setuid,+setgid,+kill,+dac_override",
		"--inh-caps=-all",
	],
};

describe("hostile plugins under an agent that is", () => {
	for (const [name, rights] of Object.entries(ways)) {
		test(name, {
			skip: isRoot ? false : "only root can become less than root",
		}, async (t) => {
			const temporary = tempDir(t);
			chmodSync(temporary, 0o711);
			if (rights.includes("--reuid")) chownSync(temporary, 65_534, 65_534);
			const [file = "", ...args] = rights;
			const child = spawn(
				file,
				[
					...args,
					"--",
					process.execPath,
					"--test",
					"--test-timeout=60000",
					"--test-concurrency=1",
					"--test-name-pattern",
					chosen,
					...suites,
				],
				{
					env: {
						PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
						TMPDIR: temporary,
						HOME: temporary,
					},
					stdio: ["ignore", "pipe", "pipe"],
				},
			);
			let said = "";
			for (const stream of [child.stdout, child.stderr])
				stream.setEncoding("utf8").on("data", (text: string) => {
					said += text;
				});
			const [code] = await once(child, "close");
			assert.equal(code, 0, said);
			const count = (word: string) =>
				Number(new RegExp(`^ℹ ${word} (\\d+)$`, "m").exec(said)?.[1]);
			assert.ok([all, all - 2].includes(count("pass")), said);
		});
	}
});
