import assert from "node:assert/strict";
import { test } from "node:test";
import type {
	OrganisationId,
	PersonId,
	PluginState,
} from "@quarterdeck/contract";
import {
	type Configuration,
	emptyConfiguration,
} from "@quarterdeck/contract/configuration";
import type {
	AppliedConfiguration,
	ConfigurationEdit,
} from "../../../rooms/catalog/index.ts";
import type { Cluster } from "../../../rooms/fleet/index.ts";
import { answerBuiltIn, builtInCommands } from "./answer-built-in.ts";

const organisationId = "org_a" as OrganisationId;
const caller = {
	organisationId,
	actor: {
		personId: "per_a" as PersonId,
		email: "ana@example.com",
		displayName: "Ana",
		groups: [],
	},
};
const group = (key: string, displayName?: string) => ({
	displayName,
	plugins: [{ key, enabled: true }],
});
const channel = {
	platform: "console" as const,
	group: "default",
	alias: "ops",
	name: "ops",
	members: undefined,
	clusters: ["eu"],
	notificationsDisabled: false,
	bindings: { executors: ["tools"], sources: ["errors"] },
};
const configuration: Configuration = {
	...emptyConfiguration,
	executors: { tools: group("botkube/kubectl") },
	sources: {
		errors: group("botkube/kubernetes", "K8s errors"),
		created: group("botkube/kubernetes"),
		"more-of-it": group("botkube/prometheus"),
	},
	aliases: {
		k: { command: "kubectl", displayName: "Kubectl" },
		kc: { command: "kubectl get pods", displayName: undefined },
	},
	actions: {
		describe: {
			enabled: false,
			displayName: "Describe it",
			command: "kubectl describe",
			bindings: { executors: [], sources: [] },
		},
	},
	channels: [channel],
};

function clusterOf(name: string, plugins: readonly PluginState[]): Cluster {
	return {
		name,
		state: "alive",
		labels: { region: name },
		agent: { kubernetes: { reachable: true, version: "v1.32.0" }, plugins },
	} as unknown as Cluster;
}

const applied: AppliedConfiguration = {
	applied: {
		version: 2,
		yaml: "",
		author: "",
		createdAt: undefined,
		note: undefined,
	},
	problems: [],
};

async function say(
	words: string,
	given: {
		readonly becomes?: AppliedConfiguration;
		readonly channel?: Partial<typeof channel>;
		readonly clusters?: readonly Cluster[];
	} = {},
) {
	const edits: ConfigurationEdit[] = [];
	const answer = await answerBuiltIn(
		{
			version: "1.0.0",
			fleet: {
				listClusters: async () => ({
					items: given.clusters ?? [
						clusterOf("eu", [
							{ key: "botkube/kubectl", state: "running", restarts: 2 },
						]),
					],
					nextCursor: undefined,
				}),
			},
			catalog: {
				async editConfiguration(_caller, edit) {
					edits.push(edit);
					return given.becomes ?? applied;
				},
				showConfiguration: async () => ({
					version: 3,
					yaml: "settings: {}\n",
					author: "",
					createdAt: undefined,
					note: undefined,
				}),
			},
		},
		{
			caller,
			organisationId,
			words: words.split(" "),
			configuration,
			channel: { ...channel, ...given.channel },
		},
	);
	return { answer: answer ?? "", edits };
}

const key = { platform: "console", channel: "ops" };

test("ping, version and help", async () => {
	const versions =
		"K8s Server Version: v1.32.0 (eu)\nQuarterdeck version: 1.0.0\n";
	assert.equal((await say("version")).answer, versions);
	assert.equal((await say("ping")).answer, `pong\n\n${versions}`);
	const { answer } = await say("help");
	assert.match(answer, /^In this channel you can run: kubectl\n/);
	assert.match(answer, /edit sourcebindings NAME,… +choose the sources/);
	assert.match(answer, /--filter TEXT/);
	for (const word of builtInCommands)
		assert.match(answer, new RegExp(`^${word}`, "m"));
});

test("a word that is no command of the control plane has no answer of it", () => {
	assert.equal(
		answerBuiltIn({} as never, { words: ["kubectl"] } as never),
		undefined,
	);
});

test("lists have the columns that Botkube's have", async () => {
	assert.equal(
		(await say("list executors")).answer,
		"EXECUTOR          ENABLED   ALIASES   RESTARTS   STATUS    LAST_RESTART\nbotkube/kubectl   true      k, kc     2          Running   -\n",
	);
	assert.equal(
		(await say("LIST src")).answer,
		"SOURCE               ENABLED   RESTARTS   STATUS   LAST_RESTART\nbotkube/kubernetes   true      0          -        -\n",
	);
	assert.match(
		(await say("list als")).answer,
		/^ALIAS +COMMAND +DISPLAY NAME\nk +kubectl +Kubectl\n/,
	);
	assert.match(
		(await say("list act")).answer,
		/^ACTION +ENABLED +DISPLAY NAME\ndescribe +false +Describe it\n$/,
	);
	assert.match(
		(await say("list clusters")).answer,
		/^CLUSTER +STATE +KUBERNETES +LABELS\neu +alive +v1\.32\.0 +region=eu\n$/,
	);
});

test("a plugin is listed with how it is in all clusters together", async () => {
	const state = (one: PluginState["state"], restarts: number) => [
		{ key: "botkube/kubectl", state: one, restarts },
	];
	const { answer } = await say("list executors", {
		clusters: [
			clusterOf("eu", state("running", 1)),
			clusterOf("us", [
				{
					key: "botkube/kubectl",
					state: "failed",
					status: "Deactivated",
					restarts: 10,
					threshold: 10,
					restartedAt: "2026-11-30T03:00:00.000Z",
				},
			]),
			clusterOf("ap", state("running", 0)),
		],
	});
	assert.match(
		answer,
		/11 +Running 2, Deactivated 1 +2026-11-30T03:00:00\.000Z\n$/,
	);
	const alone = await say("list src", {
		clusters: [
			clusterOf("eu", [
				{ key: "botkube/kubernetes", state: "running", restarts: 7 },
				{
					key: "botkube/kubernetes",
					kind: "source",
					state: "running",
					restarts: 3,
					threshold: 10,
				},
			]),
		],
	});
	assert.match(alone.answer, /true +3\/10 +Running +-\n$/);
});

test("what a verb cannot be said of is answered with what it can", async () => {
	assert.match(
		(await say("list pods")).answer,
		/^error: unknown option `pods`\nusage: list \[feature\]\n\nFEATURE +ALIASES\nexecutors +executor, exec\n/,
	);
	assert.match((await say("edit")).answer, /^You missed to pass options/);
	assert.match((await say("list constructor")).answer, /unknown option/);
});

test("notifications are told about, turned on and turned off, by name or by none", async () => {
	for (const word of ["status", "status notifications", "Status NOTIF"])
		assert.equal(
			(await say(word)).answer,
			"Notifications from cluster 'eu' are enabled here.\n",
		);
	assert.equal(
		(
			await say("status", {
				channel: { notificationsDisabled: true, clusters: [] },
			})
		).answer,
		"Notifications from all clusters are disabled here.\n",
	);
	const off = await say("disable");
	assert.equal(
		off.answer,
		"Sure! I won't send you notifications from cluster 'eu' here.\n",
	);
	assert.deepEqual(off.edits, [
		{ kind: "notifications", channel: key, enabled: false },
	]);
	const on = await say("enable notifications", {
		channel: { clusters: ["a", "b", "c-*"] },
	});
	assert.equal(
		on.answer,
		"Brace yourselves, incoming notifications from clusters 'a', 'b', and 'c-*'.\n",
	);
});

test("the sources of a channel are shown and changed, however they are written", async () => {
	assert.equal(
		(await say("status sb")).answer,
		"NAME     DISPLAY NAME\nerrors   K8s errors\n",
	);
	assert.match(
		(await say("edit sourcebindings")).answer,
		/\ncreated +created\n/,
	);
	for (const written of [
		"created,errors",
		"“created”, ‘errors’",
		"`created` ,errors,created,",
		'"created,errors"',
	]) {
		const { answer, edits } = await say(`edit sourcebindings ${written}`);
		assert.deepEqual(edits, [
			{ kind: "sources", channel: key, sources: ["created", "errors"] },
		]);
		assert.equal(
			answer,
			"ana@example.com adjusted the notification settings of this channel to `created` and `K8s errors` messages.\n",
		);
	}
	const { answer, edits } = await say("edit sb created,eror,nobody");
	assert.match(
		answer,
		/^The `eror` and `nobody` sources were not found in configuration\..*errors/,
	);
	assert.deepEqual(edits, []);
});

test("an action is turned on and off by its name", async () => {
	const on = await say("enable action describe");
	assert.equal(
		on.answer,
		"I have enabled 'describe' action on cluster 'eu'.\n",
	);
	assert.deepEqual(on.edits, [
		{ kind: "action", name: "describe", enabled: true },
	]);
	assert.equal(
		(await say("disable act describe")).answer,
		"Done. I won't run 'describe' action on cluster 'eu'.\n",
	);
	for (const wrong of ["enable action", "enable action toString"]) {
		const { answer, edits } = await say(wrong);
		assert.match(answer, /valid actions:\n\nACTION +ENABLED/);
		assert.deepEqual(edits, []);
	}
});

test("the configuration is shown with its version", async () => {
	assert.equal(
		(await say("show config")).answer,
		"# version 3\nsettings: {}\n",
	);
});

test("a change that waits for a second member says so, with what it widens", async () => {
	const { answer } = await say("edit sb created", {
		becomes: {
			applied: undefined,
			waiting: { number: 5, widens: ["#ops hears of created"] } as never,
			problems: [],
		},
	});
	assert.match(
		answer,
		/waits for a second member as change 5:\n {2}#ops hears/,
	);
});
