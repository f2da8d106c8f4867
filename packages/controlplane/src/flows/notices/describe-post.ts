import type { Message } from "@quarterdeck/contract";
import type { DigestSummary, NoticePost } from "../../rooms/notices/index.ts";

/** What people read of a post: the latest message, with how often, since when, and whether it is over. */
export function describePost(
	post: NoticePost,
	latest: Message,
	digest: DigestSummary | undefined,
): Message {
	if (post.form === "digest") return describeDigest(post, digest);
	const context = contextOf(post);
	if (context === "") return latest;
	return {
		...latest,
		sections: [...(latest.sections ?? []), { context: [{ text: context }] }],
	};
}

function contextOf(post: NoticePost): string {
	const parts = [
		...(post.form === "family"
			? ["Several objects of this kind come and go; the latest is shown."]
			: []),
		...(post.count > 1
			? [
					`${post.count} times from ${instant(post.firstAt)} to ${instant(post.lastAt)}.`,
				]
			: []),
		...(post.resolvedAt ? [`Resolved at ${instant(post.resolvedAt)}.`] : []),
	];
	return parts.join(" ");
}

function describeDigest(
	{ count, firstAt, lastAt }: NoticePost,
	digest: DigestSummary | undefined,
): Message {
	const listed = (items: readonly { name: string; count: number }[]) =>
		items.map((item) => `${item.count} × ${item.name}`);
	return {
		baseBody: {
			plaintext: `${count} more events from ${instant(firstAt)} to ${instant(lastAt)}: too many to post one by one. All of them are under Events.`,
		},
		sections: [
			{
				bulletLists: [
					{
						title: "By level",
						items: listed(
							(digest?.levels ?? []).map((one) => ({
								name: one.level,
								count: one.count,
							})),
						),
					},
					{ title: "By source", items: listed(digest?.groups ?? []) },
					{
						title: "Most frequent",
						items: (digest?.topics ?? []).map(
							(topic) =>
								`${topic.count} × ${topic.title} (${topic.clusterName})`,
						),
					},
				],
			},
		],
	};
}

function instant(at: Date): string {
	return at.toISOString().replace(/\.\d+Z$/, "Z");
}
