import { Text } from "@mantine/core";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./console.module.css";
import type { NoticePost } from "./documents.ts";

/** What was not told one by one: how many of which level and group, and the most frequent. */
export function PostDigest(props: {
	readonly post: NoticePost;
	readonly digest: NonNullable<NoticePost["digest"]>;
}) {
	const { digest, post } = props;
	const levels = digest.levels.map(
		({ level, count }) => `${count} ${level.toLowerCase()}`,
	);
	const groups = digest.groups.map(
		({ name, count }) => `${count} of ${plainOutput(name)}`,
	);
	return (
		<div className={classes.digest}>
			<Text size="sm">
				{post.count === 1 ? "1 notice was" : `${post.count} notices were`} not
				posted here one by one, because the channel had reached its limit:{" "}
				{levels.join(", ")}.
			</Text>
			{groups.length > 0 && (
				<Text size="xs" c="dimmed" className={classes.wrapping}>
					{groups.join(", ")}
				</Text>
			)}
			<ul className={classes.digestTopics}>
				{digest.topics.map(({ cluster, title, count }) => (
					<li key={`${cluster} ${title}`}>
						<b>×{count}</b> {plainOutput(title)}{" "}
						<Text span size="xs" c="dimmed">
							{plainOutput(cluster)}
						</Text>
					</li>
				))}
			</ul>
		</div>
	);
}
