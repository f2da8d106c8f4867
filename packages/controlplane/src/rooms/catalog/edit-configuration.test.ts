import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError, type ChannelKey } from "@quarterdeck/contract";
import type { ConfigurationEdit } from "./configuration-edit.ts";
import { editText } from "./edit-configuration.ts";

const general: ChannelKey = { platform: "console", channel: "general" };

const file = `# Who hears what.
sources:
  errors:
    botkube/kubernetes: {enabled: true}
  created:
    botkube/kubernetes: {enabled: true}
actions:
  describe: # runs at once
    enabled: false # for now
    command: "kubectl get pods"
    bindings: {sources: [created], executors: []}
communications:
  default:
    console:
      channels:
        main:
          name: "#general"
          bindings:
            # The team agreed on these.
            sources: [errors]
        other: {name: other}
`;

function lines(edit: ConfigurationEdit, text = file): readonly string[] {
	const before = text.split("\n");
	return editText(text, edit)
		.yaml.split("\n")
		.filter((line) => !before.includes(line));
}

test("notifications are turned off and on where the channel stands, and nothing else changes", () => {
	const off = {
		kind: "notifications",
		channel: general,
		enabled: false,
	} as const;
	const { yaml, configuration } = editText(file, off);
	assert.deepEqual(lines(off), [
		"          notification:",
		"            disabled: true",
	]);
	assert.equal(configuration.channels[0]?.notificationsDisabled, true);
	assert.equal(configuration.channels[1]?.notificationsDisabled, false);
	assert.deepEqual(lines({ ...off, enabled: true }, yaml), [
		"            disabled: false",
	]);
});

test("the sources of a channel are replaced, and comments stay", () => {
	const edit = {
		kind: "sources",
		channel: general,
		sources: ["created", "errors"],
	} as const;
	const { yaml, configuration } = editText(file, edit);
	assert.deepEqual(configuration.channels[0]?.bindings.sources, [
		"created",
		"errors",
	]);
	for (const comment of file.match(/#.*/g) ?? [])
		assert.ok(yaml.includes(comment), comment);
});

test("an action is turned on, and the comment beside it stays", () => {
	assert.deepEqual(lines({ kind: "action", name: "describe", enabled: true }), [
		"    enabled: true # for now",
	]);
});

test("what is so already is left as it is written, to the letter", () => {
	const odd = file.replaceAll("    ", "     ");
	const edit = {
		kind: "notifications",
		channel: general,
		enabled: true,
	} as const;
	assert.equal(editText(odd, edit).yaml, odd);
});

test("every way to write a channel can be changed", () => {
	const ways = [
		"{name: general}",
		"{name: general, bindings: {}}",
		"{name: general, bindings: {sources: [], executors: []}}",
		"{name: general, bindings: }",
		"\n          name: general\n          bindings:\n",
		"\n          bindings: ~ # later\n          name: general\n",
		"\n          name: general\n          bindings:\n            sources:\n              - errors # first\n              - created\n            executors: []\n",
		"\n          name: general\n          bindings:\n            sources:\n            - errors\n",
		"\n          <<: {bindings: {sources: [created]}}\n          name: general\n",
		"\n          name: general\n          bindings: {sources: errors}",
	];
	for (const way of ways) {
		const text = `${file.slice(0, file.indexOf("communications:"))}communications:
  default:
    console:
      channels:
        main: ${way}
        # What stands behind stays.
        other: {name: other}
`;
		for (const sources of [["errors", "created"], ["created"], []]) {
			const edit = { kind: "sources", channel: general, sources } as const;
			const { configuration, yaml } = editText(text, edit);
			assert.deepEqual(
				configuration.channels[0]?.bindings.sources,
				sources,
				way,
			);
			assert.match(yaml, /# What stands behind stays\.\n {8}other/);
		}
		const quiet = {
			kind: "notifications",
			channel: general,
			enabled: false,
		} as const;
		assert.equal(
			editText(text, quiet).configuration.channels[0]?.notificationsDisabled,
			true,
		);
	}
});

test("others who share an anchor keep what they have", () => {
	const shared = file.replace(
		/communications:[\s\S]*/,
		`communications:
  default:
    console:
      channels:
        main: {name: general, bindings: &both {sources: [errors, created]}}
        other: {name: other, bindings: *both}
`,
	);
	const edit = {
		kind: "sources",
		channel: { platform: "console", channel: "other" },
		sources: [],
	} as const;
	const { configuration } = editText(shared, edit);
	assert.deepEqual(
		configuration.channels.map(({ bindings }) => bindings.sources),
		[["errors", "created"], []],
	);
	assert.throws(
		() => editText(shared, { ...edit, channel: general }),
		(error) =>
			error instanceof AppError &&
			error.code === "CONFIGURATION_NOT_EDITED" &&
			/anchors/.test(error.message),
	);
});

test("a channel or action that the text does not hold is said", () => {
	for (const edit of [
		{ kind: "action", name: "none", enabled: true },
		{
			kind: "notifications",
			channel: { platform: "slack", channel: "general" },
			enabled: false,
		},
	] as const)
		assert.throws(() => editText(file, edit), {
			name: "AppError",
			code: "CONFIGURATION_NOT_EDITED",
		});
});

test("an unknown source keeps the edit from being applied", () => {
	assert.throws(
		() =>
			editText(file, {
				kind: "sources",
				channel: general,
				sources: ["nobody"],
			}),
		{ code: "CONFIGURATION_NOT_EDITED" },
	);
});
