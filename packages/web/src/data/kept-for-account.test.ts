import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import {
	forgetDrafts,
	forgetDraftsOfOthers,
	keepDraft,
	readDraft,
} from "./drafts.ts";
import {
	dropInvitation,
	dropInvitationOfOthers,
	keepInvitation,
	keptInvitation,
} from "./kept-invitation.ts";
import { keepTargets, readTargets } from "./kept-targets.ts";

class Kept {
	getItem(key: string): string | null {
		return (this as Record<string, unknown>)[key]?.toString() ?? null;
	}
	setItem(key: string, value: string): void {
		(this as Record<string, unknown>)[key] = value;
	}
	removeItem(key: string): void {
		delete (this as Record<string, unknown>)[key];
	}
}

beforeEach(() => {
	Object.defineProperty(globalThis, "sessionStorage", {
		value: new Kept(),
		configurable: true,
	});
});

const draft = { base: 1, text: "token: hunter22" };
const ana = { account: "acc_ana", organisation: "org_a" };
const ben = { account: "acc_ben", organisation: "org_a" };

test("a draft is shown to the account that wrote it and to no other in the same organisation", () => {
	keepDraft(ana, draft);
	assert.deepEqual(readDraft(ana), draft);
	assert.equal(readDraft(ben), undefined);
	assert.equal(readDraft({ ...ana, organisation: "org_b" }), undefined);
});

test("drafts of others are forgotten when another account is there, all when nobody is, and those of an organisation with it", () => {
	keepDraft(ana, draft);
	keepDraft(ben, draft);
	forgetDraftsOfOthers("acc_ben");
	assert.deepEqual([readDraft(ana), readDraft(ben)], [undefined, draft]);
	keepDraft({ ...ben, organisation: "org_b" }, draft);
	forgetDrafts(["org_a"]);
	assert.equal(readDraft(ben), undefined);
	assert.deepEqual(readDraft({ ...ben, organisation: "org_b" }), draft);
	sessionStorage.setItem("another", "x");
	forgetDraftsOfOthers(null);
	assert.deepEqual(Object.keys(sessionStorage), ["another"]);
});

test("targets are remembered for one channel and account, and forgotten with the drafts", () => {
	const ops = { ...ana, channel: "ops" };
	keepTargets(ops, ["eu", "tier=prod"]);
	assert.deepEqual(readTargets(ops), ["eu", "tier=prod"]);
	assert.deepEqual(readTargets({ ...ops, channel: "dev" }), []);
	assert.deepEqual(readTargets({ ...ben, channel: "ops" }), []);
	forgetDrafts(["org_a"]);
	assert.deepEqual(readTargets(ops), []);
	keepTargets(ops, ["eu"]);
	forgetDraftsOfOthers("acc_ben");
	assert.deepEqual(readTargets(ops), []);
	sessionStorage.setItem("quarterdeck.draft.acc_ana.targets:ops.org_a", "{");
	assert.deepEqual(readTargets(ops), []);
});

test("an invitation outlives the way to a provider, then belongs to who signed in, and ends with them", () => {
	keepInvitation("qdi_1", null);
	dropInvitationOfOthers(null);
	assert.equal(keptInvitation(null), "qdi_1");
	dropInvitationOfOthers("acc_ana");
	assert.equal(keptInvitation("acc_ana"), "qdi_1");
	keepInvitation("qdi_1", "acc_ana");
	dropInvitationOfOthers("acc_ana");
	assert.equal(keptInvitation("acc_ana"), "qdi_1");
	assert.equal(keptInvitation("acc_ben"), undefined);
	assert.equal(keptInvitation(null), undefined);
	dropInvitationOfOthers(null);
	assert.equal(keptInvitation("acc_ana"), undefined);
});

test("what is no invitation of ours is none, and is forgotten", () => {
	for (const text of [
		"qdi_old",
		"{",
		"null",
		'{"code":1,"account":null}',
		"[]",
	]) {
		sessionStorage.setItem("quarterdeck.invitation", text);
		assert.equal(keptInvitation(null), undefined, text);
		dropInvitationOfOthers("acc_ana");
		assert.deepEqual(Object.keys(sessionStorage), [], text);
	}
	dropInvitation();
});
