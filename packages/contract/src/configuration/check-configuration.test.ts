import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { checkConfiguration } from "./check-configuration.ts";
import { maxDocumentBytes } from "./compose-yaml.ts";

const good = `
aliases:
  k: {command: kubectl}
executors:
  reads:
    displayName: reading
    botkube/kubectl@v1:
      enabled: "true"
      config: {defaultNamespace: shop, nothing: null}
      context: {rbac: {group: {type: Static, static: {values: [readers]}}}}
  mine:
    botkube/kubectl@v1:
      enabled: true
      context: {rbac: {user: {type: Email}}}
communications:
  house:
    console:
      channels:
        general: {name: "#general", bindings: {executors: reads}}
        ops: {name: ops, members: "*@example.com, group:sre", clusters: [eu, "region=eu"], bindings: {executors: [mine]}}
`;

/** Problems as `line:column path | message | suggestion`. */
function problems(yaml: string | Uint8Array): string[] {
	return checkConfiguration(yaml).problems.map(
		({ line, column, path, message, suggestion }) =>
			`${line}:${column} ${path} | ${message}${suggestion ? ` | ${suggestion}` : ""}`,
	);
}

/** In Botkube's words where it has some. */
function inBotkube({ message }: { readonly message: string }): string {
	return /\(Botkube: (.*)\)$/s.exec(message)?.[1] ?? message;
}

function messages(yaml: string): string[] {
	return checkConfiguration(yaml).problems.map(inBotkube);
}

/** A file with one Slack-like console channel bound to the executors given. */
function bound(executors: string, bindings: string, more = ""): string {
	return `${executors}\n${more}\ncommunications: {house: {console: {channels: {general: {name: general, bindings: ${bindings}}}}}}\n`;
}

test("a good file is understood", () => {
	const { configuration, problems } = checkConfiguration(good);
	assert.deepEqual(problems, []);
	assert.ok(configuration);
	const [general, ops] = configuration.channels;
	assert.deepEqual(general?.bindings, { executors: ["reads"], sources: [] });
	assert.deepEqual(ops, {
		platform: "console",
		group: "house",
		alias: "ops",
		name: "ops",
		members: ["*@example.com", "group:sre"],
		clusters: ["eu", "region=eu"],
		notificationsDisabled: false,
		bindings: { executors: ["mine"], sources: [] },
	});
	assert.deepEqual(configuration.executors.reads?.plugins[0], {
		key: "botkube/kubectl@v1",
		enabled: true,
		config: { defaultNamespace: "shop", nothing: null },
		rbac: {
			group: { type: "Static", prefix: "", static: { values: ["readers"] } },
		},
	});
	assert.equal(configuration.settings.concurrentCommands, 8);
});

test("unknown keys are told with their place and the nearest known one, all at once", () => {
	const yaml = `executers: {}
executors:
  reads:
    botkube/kubectl:
      enabled: true
      contxt: {}
      config: {anything: {goes: here}}
communications:
  house:
    Console: {}
    console:
      channels:
        general: {nmae: general, name: general, bindings: {executor: [reads]}}
settings:
  credentials: token
  concurrentCommands: 0
  metricsPort: 2112
`;
	assert.deepEqual(problems(yaml), [
		'1:1 executers | unknown key "executers" | executors',
		'6:7 executors.reads.botkube/kubectl.contxt | unknown key "contxt" | context',
		'10:5 communications.house.Console | unknown key "Console" | console',
		'13:19 communications.house.console.channels.general.nmae | unknown key "nmae" | name',
		'13:60 communications.house.console.channels.general.bindings.executor | unknown key "executor" | executors',
		"15:16 settings.credentials | expected one of gate, direct",
		"16:23 settings.concurrentCommands | expected a whole number from 1 to 200",
	]);
});

test("values of the wrong type are told where they stand", () => {
	const yaml = `executors: [a]
communications:
  house:
    console: {enabled: maybe, channels: {general: {name: [x], members: {a: b}}}}
`;
	assert.deepEqual(problems(yaml), [
		"1:12 executors | expected a map of keys",
		"4:24 communications.house.console.enabled | expected true or false",
		"4:58 communications.house.console.channels.general.name | expected text",
		"4:72 communications.house.console.channels.general.members | expected a list",
	]);
});

describe("what is no proper YAML", () => {
	test("is told with line and column", () => {
		assert.deepEqual(
			problems("settings: {}\nsettings: {}\ncommunications: {a: {}}\n"),
			["2:1 settings | the key stands here twice"],
		);
		assert.deepEqual(problems("a:\n\tb: 1\n"), [
			"2:1  | a tab cannot indent YAML: use spaces",
		]);
		assert.match(problems("a: {b: [1}\n")[0] ?? "", /^1:\d+ {2}\| /);
		assert.deepEqual(problems("a: 1\n---\nb: 2\n").length, 1);
		assert.match(
			problems("a: 1\n---\nb: 2\n")[0] ?? "",
			/^2:\d+ {2}\| the file holds more than one/,
		);
		assert.match(problems("just words").join(), /expected a map of keys/);
		assert.match(
			problems("__proto__: {a: b}\n").join(),
			/this key cannot be used/,
		);
		assert.match(
			problems("? [a, b]\n: c\n").join(),
			/a key must be plain text/,
		);
	});
	test("is told when it is empty, binary or too large", () => {
		for (const empty of ["", "# only words\n", "---\n"])
			assert.deepEqual(messages(empty), [
				"Key: 'Config.Communications' Communications is a required field",
			]);
		assert.deepEqual(problems(Uint8Array.of(0x61, 0xff, 0xfe)), [
			'1:2  | the file is not UTF-8: the byte 0xFF cannot stand here (it is "ÿ" in ISO 8859-1 and Windows-1252). Save it as UTF-8',
		]);
		assert.match(
			problems("#".repeat(maxDocumentBytes + 1))[0] ?? "",
			/larger than/,
		);
	});
	test("does no harm: bombs of anchors, depth and cycles end in a problem", () => {
		const levels = Array.from(
			{ length: 12 },
			(_, i) =>
				`l${i + 1}: &l${i + 1} [${Array.from({ length: 10 }, () => `*l${i}`).join(", ")}]`,
		);
		const laughs = `l0: &l0 [x, x, x]\n${levels.join("\n")}\n`;
		assert.ok(messages(laughs).some((one) => /more than \d+ values/.test(one)));
		for (const hostile of [
			"[".repeat(200_000),
			"{a: ".repeat(50_000),
			"a: &a [*a]\n",
			"a: &a {<<: *a}\n",
			`a: ${"- ".repeat(10_000)}\n`,
			"a: *nowhere\n",
			"a: !!js/function 'function () {}'\n",
			"%YAML 9.9\n---\na: 1\n",
			"\0",
			"a: \u2028\n",
		])
			assert.ok(messages(hostile).length > 0, hostile.slice(0, 30));
	});
	test("no text at all makes it throw", () => {
		fc.assert(
			fc.property(
				fc.oneof(
					fc.string({ unit: "binary" }),
					fc.uint8Array(),
					fc
						.array(
							fc.constantFrom(
								"executors:",
								"  ",
								"\n",
								"- ",
								"a: ",
								"{",
								"}",
								"[",
								"]",
								"&a",
								"*a",
								"<<: ",
								'"',
								"'",
								"|",
								"#",
								"botkube/kubectl: ",
								"communications: ",
								"rbac: ",
								"true",
								"1",
							),
						)
						.map((words) => words.join("")),
				),
				(text) => {
					checkConfiguration(text);
				},
			),
			{ numRuns: 1500 },
		);
	});
});

test("merge keys and anchors work as in Botkube's own reader", () => {
	const yaml = `
executors:
  a: &group
    botkube/kubectl: &entry {enabled: true, context: {rbac: {}}}
  b:
    <<: *group
    displayName: B
  c:
    botkube/kubectl: {<<: *entry, enabled: false}
communications: {house: {console: {channels: {g: {name: g, bindings: {executors: [b, c]}}}}}}
`;
	const { configuration } = checkConfiguration(yaml);
	assert.deepEqual(configuration?.executors.b?.plugins, [
		{ key: "botkube/kubectl", enabled: true, rbac: {} },
	]);
	assert.equal(configuration?.executors.c?.plugins[0]?.enabled, false);
});

describe("in Botkube's words", () => {
	const place =
		"Config.Communications[house].Console.Channels[general].Bindings";

	test("unknown bindings", () => {
		const yaml = bound(
			"executors: {reads: {botkube/kubectl: {enabled: true}}}",
			"{executors: [raeds], sources: [k8s-events]}",
		);
		assert.deepEqual(
			checkConfiguration(yaml).problems.map((one) => [
				inBotkube(one),
				one.suggestion,
			]),
			[
				[
					`Key: '${place}.raeds' 'raeds' binding not defined in Config.Executors`,
					"reads",
				],
				[
					`Key: '${place}.k8s-events' 'k8s-events' binding not defined in Config.Sources`,
					undefined,
				],
			],
		);
	});
	test("the same plugin with different RBAC in one channel", () => {
		const entry = (context: string) =>
			`{botkube/helm@v1: {enabled: true, context: ${context}}}`;
		const pair = (a: string, b: string) =>
			messages(
				bound(
					`executors:\n  helm-1: ${entry(a)}\n  helm-2: ${entry(b)}`,
					"{executors: [helm-1, helm-2]}",
				),
			);
		const text = `Key: '${place}.helm-1' Binding is referencing plugins of same kind with different RBAC. 'helm-1' and 'helm-2' bindings must be identical when used together.`;
		const user = "{rbac: {user: {type: Static, static: {value: ada}}}}";
		assert.deepEqual(pair(user, "{rbac: {}}"), [text]);
		assert.deepEqual(pair("{}", "{rbac: {}}"), [text], "missing is not empty");
		assert.deepEqual(pair(user, user), []);
		assert.deepEqual(
			messages(
				bound(
					`executors:\n  helm-1: ${entry(user)}\n  helm-2: {botkube/helm@v1: {enabled: false}}`,
					"{executors: [helm-1, helm-2]}",
				),
			),
			[],
			"a plugin that is off does not count",
		);
	});
	test("one plugin from two repositories, in two versions, twice in a group", () => {
		const two = (a: string, b: string) =>
			messages(
				bound(
					`executors: {a: {${a}: {enabled: true}}, b: {${b}: {enabled: true}}}`,
					"{executors: [a, b]}",
				),
			);
		assert.deepEqual(two("botkube/kubectl", "acme/kubectl"), [
			`Key: '${place}.acme/kubectl' conflicts with already bound "kubectl" plugin from "botkube" repository. Bind it to a different channel, change it to the one from the "botkube" repository, or remove it.`,
		]);
		assert.deepEqual(two("botkube/kubectl@v1", "botkube/kubectl"), [
			`Key: '${place}.botkube/kubectl' conflicts with already bound "kubectl" plugin in the "v1" version. Bind it to a different channel, change it to the "v1" version, or remove it.`,
		]);
		assert.deepEqual(two("botkube/kubectl", "botkube/kubectl@v2"), [
			`Key: '${place}.botkube/kubectl@v2' conflicts with already bound "kubectl" plugin in the latest version. Bind it to a different channel, change it to the latest version, or remove it.`,
		]);
		assert.deepEqual(
			messages(
				bound("executors: {a: {botkube/kubectl: {}, acme/kubectl: {}}}", "{}"),
			),
			[
				`Key: 'Config.Executors[a].acme/kubectl' conflicts with already defined "kubectl" plugin from "botkube" repository. Extract it to a dedicated configuration group or remove it from this one.`,
			],
		);
	});
	test("plugin keys", () => {
		const key = (text: string) =>
			messages(bound(`executors: {a: {"${text}": {}}}`, "{}"));
		assert.deepEqual(key("kubectl"), [
			`Key: 'Config.Executors[a].kubectl' plugin key "kubectl" doesn't follow the required {repo_name}/{plugin_name} syntax`,
		]);
		assert.deepEqual(key("/kubectl"), [
			"Key: 'Config.Executors[a]./kubectl' repository name is required",
		]);
		assert.deepEqual(key("botkube/"), [
			"Key: 'Config.Executors[a].botkube/' plugin name is required",
		]);
	});
	test("aliases and actions", () => {
		const yaml = bound(
			"executors: {a: {botkube/kubectl: {enabled: true}}}",
			"{}",
			`aliases: {foo: {command: kubctl get}, eee: {displayName: x}, p: {command: ping}}
actions:
  show: {enabled: true, bindings: {executors: [chan], sources: []}}
sources: {}`,
		).replace(
			"executors: {a:",
			"executors: {chan: {botkube/kubectl: {enabled: true, context: {rbac: {user: {type: Email}, group: {type: ChannelName}}}}}, a:",
		);
		assert.deepEqual(
			messages(yaml).sort(),
			[
				"Key: 'Config.Actions[show].Bindings.botkube/kubectl' Plugin botkube/kubectl has 'ChannelName' RBAC policy. This is not supported for actions. See https://docs.botkube.io/configuration/action#rbac",
				"Key: 'Config.Actions[show].Bindings.botkube/kubectl' Plugin botkube/kubectl has 'Email' RBAC policy. This is not supported for actions. See https://docs.botkube.io/configuration/action#rbac",
				"Key: 'Config.Actions[show].Command' Command is a required field",
				"Key: 'Config.Aliases[eee].Command' Command is a required field",
				"Key: 'Config.Aliases[foo].Command' Command prefix 'kubctl' not found in executors or builtin commands",
			].sort(),
		);
	});
	test("tokens, channels and channel names", () => {
		const yaml = `communications:
  default-workspace:
    socketSlack: {enabled: true, channels: {alias2: {name: INCORRECT}}}
    discord: {enabled: true, channels: {}}
    mattermost: {enabled: false}
`;
		const slack = "Config.Communications[default-workspace].SocketSlack";
		assert.deepEqual(messages(yaml).sort(), [
			"Key: 'Config.Communications[default-workspace].Discord.Channels' Channels is a required field",
			`Key: '${slack}.AppToken' AppToken is a required field`,
			`Key: '${slack}.AppToken' AppToken must have the xapp- prefix. Learn more at https://docs.botkube.io/installation/socketslack/#generate-and-obtain-app-level-token`,
			`Key: '${slack}.BotToken' BotToken is a required field`,
			`Key: '${slack}.BotToken' BotToken must have the xoxb- prefix. Learn more at https://docs.botkube.io/installation/socketslack/#obtain-bot-token`,
			`Key: '${slack}.alias2.Name' The channel name 'INCORRECT' seems to be invalid. See the documentation to learn more: https://api.slack.com/methods/conversations.rename#naming.`,
		]);
		assert.deepEqual(messages("communications: {}\n"), [
			"Key: 'Config.Communications' Communications must contain at least 1 item",
		]);
	});
});

test("a warning does not keep a configuration from being used", () => {
	const { configuration, problems } = checkConfiguration(`communications:
  w: {socketSlack: {enabled: true, appToken: xapp-1, botToken: xoxb-1, channels: {a: {name: UPPER}}}}
`);
	assert.deepEqual(
		problems.map((one) => one.severity),
		["warning"],
	);
	assert.ok(configuration);
});

describe("identities", () => {
	const rbac = (text: string) =>
		messages(
			bound(
				`executors: {a: {botkube/kubectl: {enabled: true, context: {rbac: ${text}}}}}`,
				"{executors: [a]}",
			),
		);
	test("are never mapped into the system: space", () => {
		for (const text of [
			"{user: {type: Static, static: {value: 'system:admin'}}}",
			"{user: {type: Static, prefix: 'sys', static: {value: 'tem:admin'}}}",
			"{user: {type: Email, prefix: 'system:serviceaccount:'}}",
			"{group: {type: Static, static: {values: [ok, 'System:masters']}}}",
			"{group: {type: ChannelName, prefix: 'system:'}}",
			"{group: {type: Static, static: {value: 'system:masters'}}}",
		])
			assert.match(rbac(text)[0] ?? "", /system: space/, text);
	});
	test("must be named when they are Static", () => {
		for (const text of [
			"{user: {type: Static}}",
			"{user: {type: Static, static: {value: ''}}}",
			"{group: {type: Static, static: {values: []}}}",
			"{group: {type: Static, static: {values: ['']}}}",
		])
			assert.match(rbac(text)[0] ?? "", /a Static (user|group) needs/, text);
	});
	test("may be of the known kinds only, and hold no control characters", () => {
		assert.match(rbac("{user: {type: Emial}}")[0] ?? "", /expected one of/);
		assert.match(rbac("{user: {typ: Email}}")[0] ?? "", /unknown key/);
		assert.match(
			rbac('{user: {type: Static, static: {value: "a\\nb"}}}')[0] ?? "",
			/control characters/,
		);
		for (const fine of [
			"{}",
			"{user: {type: Email, prefix: 'qd:'}}",
			"{group: {type: UserGroupName}}",
			"{user: {type: ChannelName}}",
		])
			assert.deepEqual(rbac(fine), [], fine);
	});
	test("of sources are Static, for nobody speaks", () => {
		const yaml = bound(
			"executors: {}",
			"{}",
			"sources: {s: {botkube/kubernetes: {enabled: true, context: {rbac: {user: {type: ChannelName}}}}}}",
		);
		assert.match(messages(yaml)[0] ?? "", /not supported for sources/);
	});
});

test("what no agent could take is not applied", () => {
	const name = "n".repeat(300);
	assert.match(
		messages(
			bound(
				`executors: {${name}: {botkube/kubectl: {enabled: true}}}`,
				`{executors: [${name}]}`,
			),
		)[0] ?? "",
		/agents would not take it/,
	);
	const entry = `botkube/kubectl: {enabled: true, config: {a: &a ${"x".repeat(100_000)}, b: [${Array.from({ length: 20 }, () => "*a").join(", ")}]}}`;
	assert.match(
		messages(bound(`executors: {a: {${entry}}}`, "{executors: [a]}"))[0] ?? "",
		/what agents are sent has \d+ bytes/,
	);
});

test("members and clusters of a console channel are checked", () => {
	const yaml = `communications:
  house:
    console:
      channels:
        a: {name: a, members: [ada, "group:", "*@x.io"], clusters: ["EU!", "region==", "a b c"]}
        b: {name: "#a"}
`;
	assert.deepEqual(
		problems(yaml).map((one) => one.split(" | ")[1]?.slice(0, 40)),
		[
			'"ada" is no member: write an address suc',
			'"group:" is no member: write an address ',
			"EU! is no label selector: write it as re",
			"a b c is no label selector: write it as ",
			"there is another console channel named a",
		],
	);
});

test("our own sentence stands first", () => {
	const { problems } = checkConfiguration(
		bound(
			"executors: {reads: {botkube/kubectl: {enabled: true}}}",
			"{executors: [raeds]}",
		),
	);
	assert.match(
		problems[0]?.message ?? "",
		/^there is no group "raeds" under executors \(Botkube: Key: /,
	);
});
