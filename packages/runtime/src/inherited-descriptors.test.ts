import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";

const module = new URL("./inherited-descriptors.ts", import.meta.url).href;
const skip =
	process.platform === "linux" ? false : "descriptors are listed by Linux only";

/** What a program sees that was started by a process that inherited a descriptor far from the first three. */
function seenBelow(t: TestContext, before: string): string {
	const file = join(tempDir(t), "somebody-elses");
	writeFileSync(file, "secret");
	const inherited = openSync(file, "r");
	const stdio = Array.from({ length: 40 }, () => "ignore" as const);
	const { stdout, stderr } = spawnSync(
		process.execPath,
		[
			"--input-type=module",
			"-e",
			`import { spawnSync } from "node:child_process";
			import { closeInheritedDescriptors } from ${JSON.stringify(module)};
			${before}
			process.stdout.write(spawnSync("ls", ["-l", "/proc/self/fd"]).stdout);`,
		],
		{ stdio: ["ignore", "pipe", "pipe", ...stdio, inherited] },
	);
	closeSync(inherited);
	assert.match(String(stdout), / 1 -> /, String(stderr));
	return String(stdout);
}

test("what a process inherited is not handed on to what it starts", {
	skip,
}, (t) => {
	assert.match(seenBelow(t, ""), /somebody-elses/);
	assert.doesNotMatch(
		seenBelow(t, "closeInheritedDescriptors();"),
		/somebody-elses/,
	);
});
