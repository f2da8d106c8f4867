import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { tempDir } from "@quarterdeck/testkit";
import { createOrganisationSecrets } from "../secrets/organisation-secrets.ts";
import { validateConfiguration } from "./validate-configuration.ts";

const mine = `org_${"0".repeat(25)}1` as OrganisationId;
const other = `org_${"0".repeat(25)}2` as OrganisationId;

const slack = (bot: string, app: string, enabled = true) => `communications:
  g:
    socketSlack:
      enabled: ${enabled}
      botToken: {$secret: ${bot}}
      appToken: {$secret: ${app}}
      channels: {c: {name: c}}
`;

test("what an organisation's operator allowed it is resolved, and nothing of another organisation's", (t) => {
	const folder = tempDir(t);
	mkdirSync(join(folder, mine));
	mkdirSync(join(folder, other));
	writeFileSync(join(folder, mine, "app"), "xapp-1\n");
	writeFileSync(join(folder, other, "theirs"), "xapp-2\n");
	const find = createOrganisationSecrets({
		limits: { env: [`${mine}:SLACK_*`, `${other}:OTHER_TOKEN`], folder },
		environment: { SLACK_BOT: "xoxb-1", OTHER_TOKEN: "x", QD_MASTER: "y" },
	});
	const told = (yaml: string, organisationId = mine) =>
		validateConfiguration(yaml, "a.yaml", {
			secrets: { organisationId, find: (one) => find(organisationId, one) },
		}).problems.map(
			({ line, severity, message }) => `${line} ${severity} ${message}`,
		);
	assert.deepEqual(told(slack("env:SLACK_BOT", "file:app")), []);
	assert.deepEqual(told(slack("env:OTHER_TOKEN", "file:theirs")), [
		`5 error the control plane may not use env:OTHER_TOKEN: its operator allows no variable of that name. To allow it, its operator sets QD_SECRETS_ENV=${mine}:OTHER_TOKEN`,
		"6 warning the control plane cannot read file:theirs: there is no such file in the folder of secrets",
	]);
	assert.equal(told(slack("env:QD_MASTER", "file:app"), other).length, 2);
	assert.deepEqual(told(slack("env:SLACK_NONE", "file:app")), [
		"5 warning the control plane cannot read env:SLACK_NONE: the variable is not set where it was started",
	]);
	assert.deepEqual(told(slack("env:OTHER_TOKEN", "file:x", false)), []);
});
