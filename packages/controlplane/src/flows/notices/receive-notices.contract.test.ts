import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import type { TestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import {
	channel,
	configurationOf,
	notice,
	stageNotices,
} from "./notices.fixture.ts";

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store);
});

const page = { first: 100 };
const general = { platform: "console", channel: "general" } as const;

function suite(opened: () => TestStore): void {
	describe("a notice", () => {
		test("is kept, and posted in the channels that are bound to its group", async () => {
			const staged = stageNotices(opened());
			const organisationId = await staged.organisation();
			const caller = staged.callerOf(organisationId);
			staged.configure(
				organisationId,
				configurationOf([
					channel("general", ["k8s"]),
					channel("other", ["argo"]),
					channel("quiet", ["k8s"], { notificationsDisabled: true }),
				]),
			);
			const agent = await staged.agent(organisationId);
			await agent.say(notice({ title: "Pod shop/web failed" }));
			const { items } = await staged.flow.list(caller, {}, page);
			assert.deepEqual(
				items.map((one) => [one.clusterName, one.notice.title]),
				[["prod", "Pod shop/web failed"]],
			);
			const posts = await staged.flow.listPosts(caller, general, page);
			assert.deepEqual(
				posts.items.map(({ post, latest }) => [
					post.title,
					post.count,
					post.state,
					latest?.notice.message.baseBody?.plaintext,
				]),
				[["Pod shop/web failed", 1, "sent", "Back-off restarting"]],
			);
			assert.deepEqual(await staged.outcomes(organisationId), [
				"console general posted",
			]);
		});
	});
}
