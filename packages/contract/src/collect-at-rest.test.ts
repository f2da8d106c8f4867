import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";

/** Leaves garbage in the old generation and ends once it is gone. */
const program = `
	import { collectAtRest } from ${JSON.stringify(new URL("./collect-at-rest.ts", import.meta.url).href)};
	const used = () => process.memoryUsage().heapUsed;
	const before = used();
	let garbage = Array.from({ length: 100_000 }, (_, i) => ({ i, name: "n" + i }));
	gc({ type: "minor" });
	gc({ type: "minor" });
	garbage = undefined;
	const left = used() - before > 4 * 2 ** 20;
	collectAtRest({ everyMs: 200 });
	const waiting = setInterval(() => {
		if (used() - before > 2 ** 20) return;
		clearInterval(waiting);
		console.log(left);
	}, 50);`;

test("a process at rest gives its garbage back", {
	timeout: 10_000,
}, async (t) => {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		["--expose-gc", "--input-type=module", "--eval", program],
		{ signal: t.signal },
	);
	assert.equal(stdout, "true\n");
});
