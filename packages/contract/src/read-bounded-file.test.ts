import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { readBoundedFile, readBoundedText } from "./read-bounded-file.ts";

function folder(t: TestContext): string {
	const dir = mkdtempSync(join(tmpdir(), "qd-bounded-"));
	t.after(() => rmSync(dir, { recursive: true, force: true }));
	return dir;
}

test("a file is read whole up to the limit, through links too, and not beyond it", (t) => {
	const dir = folder(t);
	const file = join(dir, "file");
	for (const size of [0, 1, 65_536, 200_000]) {
		const bytes = Buffer.alloc(size, "é");
		writeFileSync(file, bytes);
		assert.deepEqual(readBoundedFile(file, { maxBytes: size }), bytes);
	}
	const link = join(dir, "link");
	symlinkSync(file, link);
	assert.equal(readBoundedText(link), "é".repeat(100_000));
	assert.throws(() => readBoundedFile(file, { maxBytes: 199_999 }), {
		message: "it has more than 199999 bytes",
	});
	writeFileSync(file, Buffer.alloc(2 ** 20 + 1));
	assert.throws(() => readBoundedFile(file), {
		message: "it has more than 1 MiB",
	});
});

test("what is no regular file is refused at once, a FIFO that nobody writes too", (t) => {
	const dir = folder(t);
	const fifo = join(dir, "fifo");
	assert.equal(spawnSync("sh", ["-c", 'mkfifo "$0"', fifo]).status, 0);
	for (const file of [fifo, dir, "/dev/zero"])
		assert.throws(() => readBoundedFile(file), {
			message: "it is not a regular file",
		});
	assert.throws(() => readBoundedFile(join(dir, "none")), { code: "ENOENT" });
});

test("where pipes may be, they are read to their end, and what has none is refused at the limit", () => {
	const program = `
		import { readBoundedText } from ${JSON.stringify(new URL("./read-bounded-file.ts", import.meta.url).href)};
		process.stdout.write(readBoundedText("/dev/stdin", { pipes: true }));
	`;
	const { stdout } = spawnSync(
		"sh",
		[
			"-c",
			'printf told | "$0" --input-type=module --eval "$1"',
			process.execPath,
			program,
		],
		{ encoding: "utf8" },
	);
	assert.equal(stdout, "told");
	assert.throws(() => readBoundedFile("/dev/zero", { pipes: true }), {
		message: "it has more than 1 MiB",
	});
});
