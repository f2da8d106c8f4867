import { Group, Stack, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useApiQuery } from "../../../data/use-api.ts";
import { useOrganisation } from "../../../data/use-session.ts";
import { AnchorLink } from "../../../parts/links.tsx";
import { plainOutput } from "../../../parts/plain-output.ts";
import { RelativeTime } from "../../../parts/relative-time.tsx";
import { credentialsDocument } from "../documents.ts";
import { type Ending, endingSoon, soonBefore } from "../ending-soon.ts";
import { OverviewCard } from "../overview-card.tsx";

const mostShown = 8;

/** Credentials and tokens that end soon, the first to end first. */
export function EndingCredentials() {
	const before = soonBefore(new Date());
	const asked = useApiQuery(credentialsDocument, { before });
	return (
		<OverviewCard title="Credentials near their end" asked={asked}>
			{(answer) => {
				const ending = endingSoon(answer, before);
				if (ending.length === 0) return <AllWell />;
				return (
					<>
						<Stack
							component="ul"
							gap="sm"
							p={0}
							m={0}
							style={{ listStyle: "none" }}
						>
							{ending.slice(0, mostShown).map((one) => (
								<li key={one.key}>
									<One ending={one} />
								</li>
							))}
						</Stack>
						{ending.length > mostShown && (
							<Text size="xs" c="dimmed" mt="sm">
								and {ending.length - mostShown} more
							</Text>
						)}
					</>
				);
			}}
		</OverviewCard>
	);
}

function AllWell() {
	return (
		<Group gap="xs" wrap="nowrap" align="flex-start">
			<IconCircleCheck
				size={18}
				aria-hidden
				color="var(--mantine-color-green-light-color)"
				style={{ flexShrink: 0 }}
			/>
			<Text size="sm">
				No token ends within two weeks, and every agent renews its credential.
			</Text>
		</Group>
	);
}

function One({ ending }: { readonly ending: Ending }) {
	const organisation = useOrganisation() ?? "";
	const hasEnded = Date.parse(ending.endsAt) <= Date.now();
	return (
		<>
			<Group justify="space-between" gap="xs">
				<Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
					{ending.cluster === undefined ? (
						<AnchorLink
							to="/o/$organisation/account"
							params={{ organisation }}
							size="sm"
						>
							{plainOutput(ending.name)}
						</AnchorLink>
					) : (
						<AnchorLink
							to="/o/$organisation/clusters/$cluster"
							params={{ organisation, cluster: ending.cluster }}
							size="sm"
						>
							{plainOutput(ending.name)}
						</AnchorLink>
					)}
				</Text>
				<Text
					size="sm"
					{...(hasEnded ? { c: "var(--mantine-color-error)" } : {})}
				>
					{hasEnded ? "ended " : "ends "}
					<RelativeTime at={ending.endsAt} />
				</Text>
			</Group>
			<Text size="xs" c="dimmed">
				{ending.what}
			</Text>
		</>
	);
}
