import assert from "node:assert/strict";
import {
	chmodSync,
	cpSync,
	existsSync,
	mkdirSync,
	readdirSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { tempDir, until } from "@quarterdeck/testkit";
import { isThere, openTerminal, processesBelow } from "./qd-terminal.ts";

const root = resolve(import.meta.dirname, "..");

/** A checkout whose sources may be changed: its own packages, and the npm packages of this one. */
function copyCheckout(dir: string): string {
	const copy = join(dir, "checkout");
	mkdirSync(join(copy, "node_modules"), { recursive: true });
	for (const name of [
		...["qd", "package.json", "tsconfig.json"],
		...["packages", "plugins"],
	])
		cpSync(join(root, name), join(copy, name), { recursive: true });
	for (const name of readdirSync(join(root, "node_modules"))) {
		if (name === "@quarterdeck") continue;
		symlinkSync(
			join(root, "node_modules", name),
			join(copy, "node_modules", name),
		);
	}
	cpSync(
		join(root, "node_modules/@quarterdeck"),
		join(copy, "node_modules/@quarterdeck"),
		{ recursive: true, verbatimSymlinks: true },
	);
	return copy;
}

test("qd dev restarts what runs a changed source, and leaves nothing behind", async (t) => {
	const dir = tempDir(t);
	chmodSync(dir, 0o711);
	mkdirSync(join(dir, "tmp"), { mode: 0o711 });
	const checkout = copyCheckout(dir);
	const terminal = openTerminal(
		t,
		dir,
		{
			TMPDIR: join(dir, "tmp"),
			QD_CACHE_DIR: process.env.QD_CACHE_DIR ?? join(root, ".cache"),
		},
		checkout,
	);
	const dev = terminal.begin("dev", "--ephemeral", "--pods", "5");
	await dev.shows(/Ctrl-C stops everything/);
	const contract = join(checkout, "packages/contract/src/version.ts");

	await t.test(
		"a word of the contract reaches the control plane and both agents",
		async () => {
			writeFileSync(contract, 'export const version = "7.7.7";\n');
			await until(
				async () => {
					const { out } = await terminal.qd("version");
					return /control plane 7\.7\.7/.test(out);
				},
				{ withinMs: 60_000, what: "the control plane runs the new source" },
			);
			await until(
				async () => {
					const { out } = await terminal.qd("cluster", "list");
					return ["eu", "us"].every((name) =>
						new RegExp(`^${name} +alive .* 7\\.7\\.7 `, "m").test(out),
					);
				},
				{ withinMs: 60_000, what: "the agents run the new source" },
			);
			assert.match(
				dev.said(),
				/packages\/contract\/src\/version\.ts changed; reloading .*control plane/,
			);
		},
	);

	await t.test("a source that does not run is said, and mended", async () => {
		writeFileSync(contract, "export const version = ;\n");
		await until(() => /SyntaxError/.test(dev.said()), {
			withinMs: 60_000,
			what: "the mistake is shown",
		});
		writeFileSync(contract, 'export const version = "8.8.8";\n');
		await until(
			async () => {
				const { out } = await terminal.qd("version");
				return /control plane 8\.8\.8/.test(out);
			},
			{ withinMs: 60_000, what: "the mended source runs" },
		);
	});

	const started = processesBelow(dev.pid);
	dev.interrupt();
	const end = await dev.ended;
	assert.equal(end.code, 0, end.said);
	assert.deepEqual(started.filter(isThere), []);
	assert.ok(!existsSync(join(dir, "state")), "no state is left");
	assert.deepEqual(readdirSync(join(dir, "tmp")), []);
});
