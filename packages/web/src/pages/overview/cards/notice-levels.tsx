import { Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useApiQuery } from "../../../data/use-api.ts";
import { useOrganisation } from "../../../data/use-session.ts";
import { AnchorLink } from "../../../parts/links.tsx";
import { noticeLevels } from "../../../parts/notices/levels.ts";
import { NoticeLevelBadge } from "../../../parts/notices/notice-level.tsx";
import { noticeLevelsDocument } from "../documents.ts";
import { OverviewCard } from "../overview-card.tsx";

const dayMs = 86_400_000;
const hourMs = 3_600_000;

/** What sources reported in the last day, by level; each leads to those events. */
export function NoticeLevels() {
	const [since] = useState(() => new Date(Date.now() - dayMs).toISOString());
	// Room for what comes while the page is open.
	const [until] = useState(() =>
		new Date(Date.parse(since) + dayMs + hourMs).toISOString(),
	);
	const asked = useApiQuery(noticeLevelsDocument, { since, until });
	return (
		<OverviewCard title="Events of the last 24 hours" asked={asked}>
			{({ noticeHistogram }) => (
				<Stack gap="xs">
					{noticeLevels.map((level) => (
						<Group key={level} justify="space-between">
							<NoticeLevelBadge level={level} />
							<LevelLink
								level={level}
								count={noticeHistogram
									.flatMap(({ counts }) => counts)
									.filter((one) => one.level === level)
									.reduce((sum, { count }) => sum + count, 0)}
							/>
						</Group>
					))}
					<Text size="xs" c="dimmed">
						What sources reported of all clusters.
					</Text>
				</Stack>
			)}
		</OverviewCard>
	);
}

function LevelLink(props: {
	readonly level: (typeof noticeLevels)[number];
	readonly count: number;
}) {
	const { level, count } = props;
	const organisation = useOrganisation() ?? "";
	return (
		<AnchorLink
			size="sm"
			to="/o/$organisation/events"
			params={{ organisation }}
			search={{ level }}
			aria-label={`${count} events of level ${level.toLowerCase()}`}
		>
			{count}
		</AnchorLink>
	);
}
