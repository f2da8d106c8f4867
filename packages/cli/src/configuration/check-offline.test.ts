import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { createCommandContext } from "../command-context.ts";
import { checkConfiguration } from "./apply-configuration.ts";

/** Checks a file where nobody is signed in. */
async function check(
	t: TestContext,
	content: string | Uint8Array,
	options: { readonly offline?: boolean } = {},
) {
	const dir = tempDir(t);
	const file = join(dir, "house.yaml");
	writeFileSync(file, content);
	let told = "";
	const tell = (text: string) => {
		told += text.replaceAll(file, "house.yaml");
	};
	const context = createCommandContext(
		{
			out: tell,
			say: tell,
			isInteractive: false,
			columns: 80,
			onInterrupt: () => () => {},
			heading() {},
			write: async () => {},
			isOnePicture: false,
			isTyped: false,
			readInputBytes: async () => new Uint8Array(),
			askLine: async () => "",
			readSecret: async () => "",
		},
		{ HOME: dir },
	);
	const code = await checkConfiguration(file, options, context);
	return { told, code };
}

const good = "communications: {g: {console: {channels: {a: {name: a}}}}}\n";

test("a pipeline checks a file by the same rules, without a control plane", async (t) => {
	assert.deepEqual(await check(t, good, { offline: true }), {
		told: "house.yaml is valid.\n",
		code: 0,
	});
	assert.deepEqual(await check(t, `${good}setings: {}\n`, { offline: true }), {
		told: 'house.yaml:2:1  unknown key "setings" (did you mean settings?)\n1 problem.\n',
		code: 1,
	});
});

test("who is not signed in gets the same, and is told what was not asked", async (t) => {
	const { told, code } = await check(t, good);
	assert.match(told, /^Not signed in: checked by the rules of this qd/);
	assert.match(told, /house\.yaml is valid\.\n$/);
	assert.equal(code, 0);
});

test("a file that is not UTF-8 is refused with its byte before anybody is asked", async (t) => {
	const bytes = Buffer.concat([Buffer.from(good), Buffer.from([0xe9, 0x0a])]);
	const { told, code } = await check(t, bytes);
	assert.match(
		told,
		/^house\.yaml:2:1 {2}the file is not UTF-8: the byte 0xE9/,
	);
	assert.equal(code, 1);
});
