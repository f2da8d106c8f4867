import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { z } from "zod";
import { readSettings, SettingsError } from "./settings.ts";

const schema = z.strictObject({
	port: z
		.number()
		.int()
		.min(0)
		.max(65_535)
		.default(7410)
		.meta({ env: "T_PORT" }),
	quiet: z.boolean().default(false).meta({ env: "T_QUIET" }),
	bus: z
		.strictObject({
			urls: z.array(z.string()).default([]).meta({ env: "T_URLS" }),
		})
		.prefault({}),
});

function file(text: string): string {
	const dir = mkdtempSync(join(tmpdir(), "settings-"));
	process.once("exit", () => rmSync(dir, { recursive: true, force: true }));
	writeFileSync(join(dir, "s.yaml"), text);
	return join(dir, "s.yaml");
}

test("a flag beats the environment, which beats the file, which beats the default", () => {
	const at = file("port: 1\nquiet: true\n");
	assert.equal(readSettings(schema, { environment: {} }).port, 7410);
	assert.equal(readSettings(schema, { file: at, environment: {} }).port, 1);
	assert.equal(
		readSettings(schema, { file: at, environment: { T_PORT: "2" } }).port,
		2,
	);
	const all = readSettings(schema, {
		file: at,
		environment: { T_PORT: "2", T_URLS: "a, b" },
		flags: { port: 3 },
	});
	assert.deepEqual(all, { port: 3, quiet: true, bus: { urls: ["a", "b"] } });
});

test("all problems are reported at once, with the option's name", () => {
	assert.throws(
		() =>
			readSettings(schema, {
				file: file("port: 99999\nbus: {urlz: []}\n"),
				environment: { T_QUIET: "perhaps" },
			}),
		(error) =>
			error instanceof SettingsError &&
			error.problems.length === 3 &&
			/port:/.test(error.message) &&
			/urlz/.test(error.message) &&
			/quiet:/.test(error.message),
	);
});

test("a number that is none is not zero", () => {
	assert.throws(
		() => readSettings(schema, { environment: { T_PORT: " " } }),
		/port:/,
	);
	assert.throws(
		() => readSettings(schema, { environment: { T_PORT: "12x" } }),
		/port:/,
	);
});

test("a missing file, a broken one and one that is a list are reported as such", () => {
	assert.throws(
		() => readSettings(schema, { file: "/nowhere/s.yaml", environment: {} }),
		/cannot be read/,
	);
	assert.throws(
		() => readSettings(schema, { file: "/dev/zero", environment: {} }),
		/\/dev\/zero: cannot be read \(it has more than 1 MiB\)/,
	);
	assert.throws(
		() => readSettings(schema, { file: file("port: [1"), environment: {} }),
		/s\.yaml:1/,
	);
	assert.throws(
		() => readSettings(schema, { file: file("- a\n"), environment: {} }),
		/expected options/,
	);
});

test("settings cannot be changed afterwards", () => {
	const settings = readSettings(schema, { environment: {} });
	assert.throws(() => settings.bus.urls.push("x"), TypeError);
});
