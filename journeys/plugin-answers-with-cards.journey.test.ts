import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestFleet } from "@quarterdeck/testkit/fleet";

const configuration = `
executors:
  cards:
    tests/cards: {enabled: true}
communications: {house: {console: {enabled: true, channels: {general: {name: general, bindings: {executors: [cards]}}}}}}
`;

const messageDocument = `query ($id: ID!) { command(id: $id) { runs { message outputBytes state } } }`;

interface Shown {
	readonly command: {
		readonly runs: readonly {
			readonly message: {
				readonly type?: string;
				readonly sections?: readonly {
					readonly header?: string;
					readonly buttons?: readonly { readonly command?: string }[];
				}[];
			} | null;
			readonly outputBytes: number;
			readonly state: string;
		}[];
	};
}

test("a plugin's form and buttons reach the person beside its output, and a button's command runs as it is written", async (t) => {
	const fleet = await startTestFleet(t, {
		clusters: ["eu"],
		configuration,
		cards: true,
	});
	const ana = await fleet.person("ana@example.com");
	const say = async (text: string) => {
		const answer = await ana.says(`${text} --cluster eu`);
		const { command } = await ana.api.ask<Shown>(messageDocument, {
			id: answer.id,
		});
		return { answer, run: command.runs[0] };
	};

	await t.test("what does not exist fails with words", async () => {
		const { run } = await say("cards nothing-of-this-name");
		assert.equal(run?.state, "FAILED");
		assert.equal(run?.message, null);
	});

	await t.test(
		"a message that is too large is dropped, and said to be",
		async () => {
			const { answer, run } = await say("cards many 1000");
			assert.equal(run?.state, "SUCCEEDED");
			assert.equal(run?.message, null);
			assert.match(answer.notes, /too large to be kept/);
		},
	);

	await t.test("the form, the buttons, and text beside sections", async () => {
		assert.equal((await say("cards form")).run?.message?.type, "form");
		const text = await say("cards text");
		assert.match(text.answer.text.eu ?? "", /First some words\.\nand\na block/);
		assert.equal(text.run?.message?.sections?.[0]?.header, "Then a section");
		const plain = await say("cards say only text");
		assert.equal(plain.run?.message, null);
		const { run } = await say("cards buttons");
		const [again, hello] = run?.message?.sections?.[0]?.buttons ?? [];
		assert.ok(again?.command && hello?.command);
		assert.ok((await say(again.command)).run?.message?.sections);
		assert.equal((await say(hello.command)).answer.text.eu?.trim(), "hello");
	});
});
