import assert from "node:assert/strict";
import { test } from "node:test";
import { checkConfiguration } from "./check-configuration.ts";
import { identitiesLent } from "./identities-lent.ts";

function lent(groups: string, bindings: string) {
	const { configuration, problems } = checkConfiguration(
		`executors: ${groups}\ncommunications: {g: {console: {channels: {o: {name: ops, bindings: {executors: ${bindings}}}, d: {name: dev, bindings: {executors: ${bindings}}}}}}}\n`,
	);
	assert.deepEqual(problems, []);
	assert.ok(configuration);
	return identitiesLent(configuration);
}

const plugin = (rbac: string) =>
	`{acme/tool: {enabled: true, context: {rbac: ${rbac}}}}`;

test("each mapping gives its names, and what depends on who speaks is a pattern", () => {
	const cases: [string, string[], string[]][] = [
		[
			"{group: {type: Static, static: {values: [a, b]}}}",
			["botkube-internal-static-user"],
			["a", "b"],
		],
		[
			"{user: {type: Static, prefix: 'x:', static: {value: ada}}}",
			["x:ada"],
			[],
		],
		[
			"{user: {type: Email}, group: {type: ChannelName, prefix: 'channel:'}}",
			["*@*"],
			["channel:dev", "channel:ops"],
		],
		[
			"{user: {type: ChannelName}, group: {type: UserGroupName, prefix: 'p:'}}",
			["dev", "ops"],
			["p:*"],
		],
	];
	for (const [rbac, users, groups] of cases)
		assert.deepEqual(
			lent(`{a: ${plugin(rbac)}}`, "[a]"),
			{ users, groups, anonymous: false },
			rbac,
		);
});

test("nobody in particular is told apart from nobody at all, and what is not bound or off lends nothing", () => {
	const nothing = { users: [], groups: [], anonymous: false };
	assert.deepEqual(lent(`{a: ${plugin("{}")}}`, "[a]"), {
		...nothing,
		anonymous: true,
	});
	assert.deepEqual(lent("{a: {acme/tool: {enabled: true}}}", "[a]"), nothing);
	assert.deepEqual(
		lent(`{a: ${plugin("{user: {type: Email}}")}}`, "[]"),
		nothing,
	);
	const off = plugin("{user: {type: Email}}").replace("true", "false");
	assert.deepEqual(lent(`{a: ${off}}`, "[a]"), nothing);
});
