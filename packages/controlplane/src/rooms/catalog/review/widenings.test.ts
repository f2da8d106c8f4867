import assert from "node:assert/strict";
import { test } from "node:test";
import {
	type Configuration,
	checkConfiguration,
} from "@quarterdeck/contract/configuration";
import { wideningsOf } from "./widenings.ts";

function read(yaml: string): Configuration {
	const { configuration, problems } = checkConfiguration(yaml);
	assert.deepEqual(problems, []);
	assert.ok(configuration);
	return configuration;
}

const plain = `executors:
  read: {botkube/kubectl: {enabled: true, context: {rbac: {group: {type: Static, static: {values: [readers]}}}}}}
  spare: {botkube/helm: {enabled: true}}
actions: {show: {enabled: false, command: kubectl get pods, bindings: {executors: [read]}}}
communications: {g: {console: {channels: {o: {name: ops, members: [ana@example.com], bindings: {executors: [read]}}}}}}
settings: {review: configuration}
`;

/** What replacing one text by another in the plain file widens. */
function widens(from: string, to: string): readonly string[] {
	assert.ok(plain.includes(from), from);
	return wideningsOf(read(plain), read(plain.replace(from, to)));
}

test("who is told more of what happens, and with whose eyes it is seen, is told in a sentence", () => {
	const before = `${plain}sources:
  errors: {botkube/kubernetes: {enabled: true, context: {rbac: {group: {type: Static, static: {values: [readers]}}}}}}
  off: {botkube/kubernetes: {enabled: false}}
`;
	const after = before.replace(
		"bindings: {executors: [read]}}}}}}",
		"bindings: {executors: [read], sources: [errors, off]}}}}, webhook: {enabled: true, url: https://example.com, bindings: {sources: [errors]}}}}",
	);
	assert.deepEqual(wideningsOf(read(before), read(after)), [
		"#ops is told what botkube/kubernetes of errors reports",
		"botkube/kubernetes of errors reports what the user botkube-internal-static-user sees",
		"botkube/kubernetes of errors reports what the group readers sees",
		"webhook of g at example.com is told what botkube/kubernetes of errors reports",
	]);
	assert.deepEqual(
		wideningsOf(
			read(after),
			read(
				after.replace(
					"sources:\n  errors: {botkube/kubernetes: {enabled: true, context: {rbac: {group: {type: Static, static: {values: [readers]}",
					"sources:\n  errors: {botkube/kubernetes: {enabled: true, context: {rbac: {group: {type: Static, static: {values: [admins]}",
				),
			),
		),
		["botkube/kubernetes of errors reports what the group admins sees"],
	);
	assert.deepEqual(wideningsOf(read(after), read(before)), []);
});

test("each way to more rights is told in a sentence", () => {
	const cases: [string, string, string[]][] = [
		[
			"[readers]",
			"[readers, admins]",
			["in #ops, botkube/kubectl runs as the group admins"],
		],
		[
			"group: {type: Static, static: {values: [readers]}}",
			"user: {type: Static, static: {value: boss}}",
			["in #ops, botkube/kubectl runs as the user boss"],
		],
		[
			"group: {type: Static, static: {values: [readers]}}",
			"group: {type: UserGroupName}",
			["in #ops, botkube/kubectl runs as the group of whoever speaks (*)"],
		],
		[
			"rbac: {group: {type: Static, static: {values: [readers]}}}",
			"rbac: {}",
			["in #ops, botkube/kubectl runs as the anonymous user"],
		],
		[
			"botkube/helm: {enabled: true}",
			"botkube/helm: {enabled: true, network: all, memory: 1Gi}",
			["botkube/helm may reach every address that agents reach"],
		],
		[
			"executors: [read]}}}}}}",
			"executors: [read, spare]}}}}}}",
			["in #ops, botkube/helm can be run"],
		],
		[
			"[ana@example.com]",
			"[ana@example.com, group:sre]",
			["#ops has the members group:sre"],
		],
		[
			"members: [ana@example.com], ",
			"",
			["#ops is open to the whole organisation"],
		],
		[
			"settings: {",
			"settings: {credentials: direct, sandbox: none, ",
			[
				"agents are asked for credentials: direct",
				"agents are asked for sandbox: none",
			],
		],
		[
			"{review: configuration}",
			"{}",
			["changes no longer wait for a second member (review is turned off)"],
		],
		[
			"{show: {enabled: false",
			"{show: {enabled: true",
			[
				'the action show runs "kubectl get pods"',
				"in the action show, botkube/kubectl can be run",
				"in the action show, botkube/kubectl runs as the user botkube-internal-static-user",
				"in the action show, botkube/kubectl runs as the group readers",
			],
		],
		[
			"{o: {name: ops,",
			"{n: {name: back, members: [ben@example.com], bindings: {}}, o: {name: ops,",
			[
				"#back has the members ben@example.com",
				"whoever names no channel speaks in #back",
			],
		],
		[
			"settings: {",
			"aliases: {kubectl get: {command: kubectl delete}}\nsettings: {",
			['"kubectl get" means "kubectl delete"'],
		],
		[
			"{o: {name: ops,",
			"{n: {name: new, bindings: {executors: [spare]}}, o: {name: ops,",
			[
				"in #new, botkube/helm can be run",
				"#new is open to the whole organisation",
				"whoever names no channel speaks in #new",
			],
		],
	];
	for (const [from, to, expected] of cases)
		assert.deepEqual(widens(from, to), expected, to);
});

test("who sends others' words elsewhere widens too, but not who takes a channel away", () => {
	const file = (channels: string) =>
		read(plain.replace(/channels: .*/, `channels: {${channels}}}}}`));
	const bound = "bindings: {executors: [read]}";
	const ops = (more = "") => `o: {name: ops, ${more}${bound}}`;
	const big = (alias = "b") => `${alias}: {name: big, ${bound}}`;
	const plainly = file(`${ops()}, ${big()}`);
	for (const [after, expected] of [
		[
			`${ops("clusters: [prod], ")}, ${big()}`,
			["in #ops, commands that name no cluster go to prod"],
		],
		[`${big()}, ${ops()}`, ["whoever names no channel speaks in #big"]],
		[
			`${ops().replace("o:", "x:")}, ${big("o")}`,
			['whoever says "o" speaks in #big'],
		],
		[big(), []],
	] as const)
		assert.deepEqual(wideningsOf(plainly, file(after)), expected, after);
	const sent = file(`${ops("clusters: [prod, test], ")}, ${big()}`);
	const less = file(`${ops("clusters: [test], ")}, ${big()}`);
	assert.deepEqual(wideningsOf(sent, less), []);
});

test("what takes rights away, or changes none, widens nothing", () => {
	for (const [from, to] of [
		["[read]}}}}}}", "[]}}}}}}"],
		["enabled: true, context", "enabled: false, context"],
		["[ana@example.com]", "[]"],
		["read:", "# a comment\n  read:"],
		["spare:", "kept:"],
		["settings: {", "settings: {concurrentCommands: 2, "],
	] as const)
		assert.deepEqual(widens(from, to), [], to);
});

test("another place that plugins come from is a widening, and so is less proof of them", () => {
	const key = `${"A".repeat(43)}=`;
	const of = (repository: string) =>
		read(
			`communications: {house: {console: {channels: {general: {name: general}}}}}
plugins: {repositories: {acme: ${repository}}}
`,
		);
	const plain = of("{url: 'https://acme.example/index.yaml?key=hunter22'}");
	const other = of("{url: 'https://evil.example/index.yaml'}");
	const signed = of(
		`{url: 'https://evil.example/index.yaml', publicKey: '${key}'}`,
	);
	const unverified = of(
		"{url: 'https://acme.example/index.yaml', allowUnverified: true}",
	);
	assert.deepEqual(wideningsOf(plain, plain), []);
	assert.deepEqual(wideningsOf(plain, other), [
		"plugins of acme come from https://evil.example/index.yaml, whoever signed them",
	]);
	assert.deepEqual(wideningsOf(signed, plain), [
		"plugins of acme come from https://acme.example/index.yaml, whoever signed them",
	]);
	assert.deepEqual(wideningsOf(plain, unverified), [
		"plugins of acme are run without a checksum",
	]);
});

test("a plugin that is given a secret widens, and so does any change of what it does with it", () => {
	const file = (config: string, more = "") =>
		read(
			plain.replace(
				"spare: {botkube/helm: {enabled: true}}",
				`spare: {botkube/gh: {enabled: true, config: ${config}}${more}}`,
			),
		);
	const secret = "{$secret: env:GH_TOKEN}";
	const told = [
		"botkube/gh in executors.spare is given the secret env:GH_TOKEN with this configuration",
	];
	const before = file(`{token: ${secret}, url: 'https://a.example'}`);
	assert.deepEqual(wideningsOf(file("{}"), before), told);
	assert.deepEqual(wideningsOf(before, before), []);
	assert.deepEqual(wideningsOf(before, file("{}")), []);
	assert.deepEqual(
		wideningsOf(
			before,
			file(`{token: ${secret}, url: 'https://evil.example'}`),
		),
		told,
	);
	const chat = (more: string) =>
		read(
			plain.replace(
				"communications: {g: {",
				`communications: {g: {mattermost: {enabled: true, url: 'https://a.example', token: {$secret: env:MM}, ${more}}, `,
			),
		);
	const channels = "channels: {c: {name: c}}";
	const sent = [
		"communications.g.mattermost is given the secret env:MM with this configuration",
	];
	assert.deepEqual(
		wideningsOf(read(plain), chat(channels)).filter((one) =>
			one.includes("secret"),
		),
		sent,
	);
	const more = "channels: {c: {name: c}, d: {name: d}}";
	assert.deepEqual(
		wideningsOf(chat(channels), chat(more)).filter((one) =>
			one.includes("secret"),
		),
		[],
	);
	assert.deepEqual(
		wideningsOf(chat(channels), chat(`botName: b, ${channels}`)),
		sent,
	);
});
