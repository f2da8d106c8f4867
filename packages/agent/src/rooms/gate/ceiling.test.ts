import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AppError, agentSettingsSchema } from "@quarterdeck/contract";
import {
	allowedWeakenings,
	defaultCeiling,
	enforceCeiling,
	enforceSettings,
	matchesGlob,
} from "./ceiling.ts";
import { readCeiling } from "./read-ceiling.ts";

const person = (user: string, ...groups: string[]) =>
	({ kind: "impersonated", user, groups }) as const;

function refused(act: () => void): boolean {
	try {
		act();
		return false;
	} catch (error) {
		return error instanceof AppError && error.code === "IDENTITY_REFUSED";
	}
}

describe("the ceiling", () => {
	const ceiling = {
		...defaultCeiling,
		users: ["*@example.org"],
		groups: ["team-*"],
		except: ["team-root"],
		anonymous: false,
		direct: false,
		unsandboxed: false,
		unverified: false,
		network: [],
	};

	test("a system name is refused even when the ceiling is open", () => {
		assert.ok(
			refused(() => enforceCeiling(person("system:admin"), defaultCeiling)),
		);
		assert.ok(
			refused(() =>
				enforceCeiling(person("ada", "system:masters"), defaultCeiling),
			),
		);
	});
	test("a user, a group and nobody above the ceiling are refused", () => {
		assert.ok(
			refused(() => enforceCeiling(person("ada@example.com"), ceiling)),
		);
		assert.ok(
			refused(() =>
				enforceCeiling(person("ada@example.org", "admins"), ceiling),
			),
		);
		assert.ok(refused(() => enforceCeiling({ kind: "anonymous" }, ceiling)));
	});
	test("names of administrators are refused without a file, and what a file excepts with one", () => {
		for (const name of ["kubernetes-admin", "kubeadm:cluster-admins"]) {
			assert.ok(refused(() => enforceCeiling(person(name), defaultCeiling)));
			assert.ok(
				refused(() => enforceCeiling(person("ada", name), defaultCeiling)),
			);
		}
		enforceCeiling(person("ada", "kubeadm:cluster-admins"), {
			...defaultCeiling,
			except: [],
		});
		assert.ok(
			refused(() =>
				enforceCeiling(person("ada@example.org", "team-root"), ceiling),
			),
		);
	});
	test("without a file, neither the credential nor the sandbox is given up", () => {
		const ask = (settings: object) => () =>
			enforceSettings(
				{
					clusterName: "eu",
					settings: agentSettingsSchema.parse(settings),
				},
				defaultCeiling,
			);
		ask({})();
		for (const [settings, allow] of [
			[{ credentials: "direct" }, "direct"],
			[{ sandbox: "none" }, "unsandboxed"],
		] as const)
			assert.throws(ask(settings), (error) => {
				assert.ok(error instanceof AppError);
				assert.equal(error.code, "SETTING_REFUSED");
				assert.equal(error.facts.allow, allow);
				return true;
			});
		assert.deepEqual(allowedWeakenings(readCeiling(undefined)), []);
		assert.deepEqual(
			allowedWeakenings({ ...defaultCeiling, unsandboxed: true }),
			["unsandboxed"],
		);
	});
	test("a refusal says which line in which file would allow it", () => {
		const written = { ...ceiling, file: "/etc/qd/ceiling.yaml" };
		const why = (act: () => void): string => {
			try {
				act();
			} catch (error) {
				return error instanceof AppError ? error.message : String(error);
			}
			return "not refused";
		};
		const ada = "ada@example.org";
		const restart = "on the agent's machine and restart the agent.";
		for (const [identity, told] of [
			[
				person(ada, 'admins"'),
				`write the line \`- "admins\\""\` under groups into /etc/qd/ceiling.yaml ${restart}`,
			],
			[
				person("ben"),
				`write the line \`- "ben"\` under users into /etc/qd/ceiling.yaml ${restart}`,
			],
			[
				person(ada, "team-root"),
				`write the line \`except: []\` into /etc/qd/ceiling.yaml ${restart}`,
			],
			[
				{ kind: "anonymous" },
				`write the line \`anonymous: true\` into /etc/qd/ceiling.yaml ${restart}`,
			],
		] as const)
			assert.ok(
				why(() => enforceCeiling(identity, written)).endsWith(told),
				why(() => enforceCeiling(identity, written)),
			);
		assert.match(
			why(() => enforceCeiling(person("cluster-admin"), defaultCeiling)),
			/write a ceiling file with the line `except: \["kubernetes-admin".*"masterclient"\]` on the agent's machine, set QD_CEILING to its path and restart the agent\.$/,
		);
		const settings = agentSettingsSchema.parse({ sandbox: "none" });
		assert.match(
			why(() => enforceSettings({ clusterName: "eu", settings }, written)),
			/write `unsandboxed: true` into the ceiling file on the agent's machine \(QD_CEILING=\/etc\/qd\/ceiling\.yaml\) and restart the agent\.$/,
		);
	});
	test("what is under the ceiling is lent", () => {
		enforceCeiling(person("ada@example.org", "team-a", "team-b"), ceiling);
		enforceCeiling({ kind: "anonymous" }, defaultCeiling);
	});
	test("a star matches any characters and nothing else is special", () => {
		assert.ok(matchesGlob("a*b*c", "a--b--c"));
		assert.ok(matchesGlob("*", ""));
		assert.ok(!matchesGlob("a.c", "abc"));
		assert.ok(!matchesGlob("ab*ba", "aba"));
		assert.ok(!matchesGlob("team-*", "my-team-a"));
	});
	test("a pattern of many stars is answered at once", () => {
		assert.ok(!matchesGlob("a*".repeat(200), `${"a".repeat(199)}`));
		assert.ok(!matchesGlob(`${"*a".repeat(100)}b`, "a".repeat(500)));
	});
});
