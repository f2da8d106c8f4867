import { Stack, Text } from "@mantine/core";
import { useApiQuery } from "../../../data/use-api.ts";
import { useOrganisation } from "../../../data/use-session.ts";
import { AnchorLink } from "../../../parts/links.tsx";
import { plainOutput } from "../../../parts/plain-output.ts";
import { RelativeTime } from "../../../parts/relative-time.tsx";
import { changesDocument } from "../documents.ts";
import { type LastChange, lastChanges } from "../last-changes.ts";
import { OverviewCard } from "../overview-card.tsx";

/** The last versions of the configuration, and who and what came and went. */
export function LastChanges() {
	const asked = useApiQuery(changesDocument, {});
	return (
		<OverviewCard title="Last changes" asked={asked}>
			{(answer) => {
				const changes = lastChanges(answer);
				return changes.length === 0 ? (
					<Text size="sm" c="dimmed">
						Nothing has changed yet.
					</Text>
				) : (
					<Stack
						component="ul"
						gap="sm"
						p={0}
						m={0}
						style={{ listStyle: "none" }}
					>
						{changes.map((change) => (
							<li key={change.key}>
								<One change={change} />
							</li>
						))}
					</Stack>
				);
			}}
		</OverviewCard>
	);
}

function One({ change }: { readonly change: LastChange }) {
	const organisation = useOrganisation() ?? "";
	const words = plainOutput(change.words);
	return (
		<>
			{change.record === undefined ? (
				<AnchorLink
					to="/o/$organisation/configuration"
					params={{ organisation }}
					size="sm"
				>
					{words}
				</AnchorLink>
			) : (
				<AnchorLink
					to="/o/$organisation/audit/$record"
					params={{ organisation, record: change.record }}
					size="sm"
				>
					{words}
				</AnchorLink>
			)}
			<Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
				{change.by && `${plainOutput(change.by)}, `}
				<RelativeTime at={change.at} />
			</Text>
		</>
	);
}
