import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	inputCommand,
	optionCommand,
	optionsCommand,
	targetOf,
	withoutMention,
} from "./compose-command.ts";
import { planMessage } from "./plan-message.ts";

function button(fields: object) {
	return planMessage({ sections: [{ buttons: [fields] }] }).sections[0]
		?.buttons[0];
}

test("a button says its command without the mention", () => {
	assert.deepEqual(
		button({
			name: "Pods",
			command: "{{BotName}} kubectl get pods",
			style: "primary",
			description: "{{BotName}} kubectl get pods",
			descriptionStyle: "bold",
		}),
		{
			label: "Pods",
			look: "primary",
			note: "kubectl get pods",
			noteStyle: "bold",
			does: { kind: "run", command: "kubectl get pods" },
		},
	);
});

test("a link opens over http and https only", () => {
	const does = (url: string) => button({ name: "x", url })?.does;
	assert.deepEqual(does("https://docs.example/a?b"), {
		kind: "open",
		url: "https://docs.example/a?b",
		host: "docs.example",
	});
	for (const url of [
		"javascript:alert(1)",
		"JaVaScRiPt:alert(1)",
		" javascript:alert(1)",
		"java\nscript:alert(1)",
		"data:text/html,x",
		"vbscript:x",
		"file:///etc/passwd",
		"/relative",
		"//host",
		"blob:https://x/y",
	])
		assert.deepEqual(does(url), { kind: "nothing" }, url);
});

test("a button with a bad link does not fall back to saying something", () => {
	assert.deepEqual(button({ url: "javascript:x", command: "ping" })?.does, {
		kind: "nothing",
	});
});

test("an unknown style is the plain one", () => {
	const { look, noteStyle } =
		button({ style: "huge", descriptionStyle: "x" }) ?? {};
	assert.deepEqual([look, noteStyle], ["default", "code"]);
});

test("selects keep their block's id, so that a replacing message finds what was chosen", () => {
	const [select] =
		planMessage({
			sections: [
				{
					selects: {
						id: "block",
						items: [
							{
								type: "static",
								name: "Verb",
								command: "{{BotName}} kubectl @builder --verbs",
								optionGroups: [
									{ name: "Read", options: [{ name: "Get", value: "get" }] },
								],
								initialOption: { name: "Get", value: "get" },
							},
						],
					},
				},
			],
		}).sections[0]?.selects ?? [];
	assert.deepEqual(select, {
		key: "block/Verb",
		label: "Verb",
		command: "kubectl @builder --verbs",
		groups: [{ name: "Read", options: [{ label: "Get", value: "get" }] }],
		initial: "get",
	});
});

test("an input says what it holds on Enter, while one writes, or with its form", () => {
	const dispatch = (type: string, dispatchedAction: string) =>
		planMessage({ type, plaintextInputs: [{ dispatchedAction }] }).inputs[0]
			?.dispatch;
	assert.equal(dispatch("", "on_enter_pressed"), "enter");
	assert.equal(dispatch("", "on_character_entered"), "typing");
	assert.equal(dispatch("", ""), "enter");
	assert.equal(dispatch("form", "on_character_entered"), "form");
});

test("the blank before an input's text is the plugin's to write", () => {
	const command = (text: string) =>
		planMessage({ plaintextInputs: [{ command: text }] }).inputs[0]?.command;
	assert.equal(command("{{BotName}} cards title "), "cards title ");
	assert.equal(command("{{BotName}} x --filter="), "x --filter=");
});

test("commands are composed as Botkube composes them", () => {
	assert.equal(
		optionCommand("k @builder --verbs", "get"),
		"k @builder --verbs get",
	);
	assert.equal(optionsCommand("edit sources", ["a", "b"]), "edit sources a,b");
	assert.equal(optionsCommand("edit sources", []), "edit sources");
	assert.equal(
		inputCommand("get --filter=", "no such"),
		'get --filter="no such"',
	);
	assert.equal(inputCommand("x ", 'a"b\\c\nd'), 'x "a\\"b\\\\c\\nd"');
	assert.equal(withoutMention("{{ .BotName }} a {{BotName}} b"), "a b");
});

test("a command of a message goes where the message came from unless it says where", () => {
	assert.deepEqual(targetOf("kubectl get pods", "eu"), ["eu"]);
	assert.deepEqual(targetOf("kubectl get pods --clusters", "eu"), ["eu"]);
	assert.equal(targetOf("kubectl get pods --cluster us", "eu"), undefined);
	assert.equal(targetOf("get --cluster-name=us", "eu"), undefined);
	assert.equal(targetOf("--all-clusters get", "eu"), undefined);
	assert.equal(targetOf('get "a b" --cluster="us"', "eu"), undefined);
	for (const word of [
		inputCommand("say ", 'to "all" \\ --all-clusters'),
		"say '--cluster' us",
		"exec web -- tool --cluster us",
		'say \\" --clusters',
	])
		assert.deepEqual(targetOf(word, "eu"), ["eu"], word);
});

test("the first section has no line above it, others have one unless they say none", () => {
	const { sections } = planMessage({
		sections: [
			{ header: "a" },
			{ header: "b" },
			{ style: { divider: "none" } },
		],
	});
	assert.deepEqual(
		sections.map(({ hasDivider }) => hasDivider),
		[false, true, false],
	);
});

test("an event has one section in which nothing can be pressed", () => {
	const { sections, at } = planMessage({
		type: "nonInteractiveEventSingleSection",
		timestamp: "2026-01-02T03:04:05Z",
		sections: [
			{ header: "Pod created", buttons: [{ name: "x", command: "y" }] },
			{ header: "second" },
		],
	});
	assert.equal(at, "2026-01-02T03:04:05.000Z");
	assert.deepEqual(
		sections.map(({ header, buttons }) => [header, buttons.length]),
		[["Pod created", 0]],
	);
});

test("a body with a filter keeps only the body", () => {
	const plan = planMessage({
		type: "baseBodyWithFilter",
		baseBody: { codeBlock: "x" },
		sections: [{ header: "y" }],
	});
	assert.deepEqual([plan.body.code, plan.sections.length], ["x", 0]);
});

test("a message to skip, and one without anything, show nothing", () => {
	const skipped = { type: "skipMessage", baseBody: { plaintext: "x" } };
	assert.equal(planMessage(skipped).kind, "nothing");
	assert.equal(
		planMessage({ timestamp: "0001-01-01T00:00:00Z" }).kind,
		"nothing",
	);
	for (const garbage of [null, undefined, 7, "x", [], [1], true])
		assert.equal(planMessage(garbage).kind, "nothing");
});

test("any JSON at all becomes a plan of plain text, within bounds", () => {
	const shape = fc.record(
		{
			type: fc.constantFrom("", "form", "skipMessage", 5, "x"),
			baseBody: fc.jsonValue(),
			timestamp: fc.oneof(fc.string(), fc.integer()),
			sections: fc.oneof(fc.jsonValue(), fc.array(fc.jsonValue())),
			plaintextInputs: fc.jsonValue(),
		},
		{ requiredKeys: [] },
	);
	fc.assert(
		fc.property(fc.oneof(shape, fc.jsonValue()), (message) => {
			planMessage(message);
		}),
	);
	const many = { buttons: Array(10_000).fill({ name: "x" }) };
	const { sections } = planMessage({ sections: Array(10_000).fill(many) });
	assert.equal(sections.length, 50);
	assert.equal(sections[0]?.buttons.length, 50);
	const turned = planMessage({
		baseBody: { plaintext: "a\u202eb\u001b[31mc" },
	});
	assert.equal(turned.body.text, "a\ufffdbc");
});
