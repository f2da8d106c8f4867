import { Group, SegmentedControl, Text } from "@mantine/core";
import { IconServer2 } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useApiQuery } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { ConnectionNote } from "../../parts/connection-note.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { LostHeadNote } from "../../parts/lost-head-note.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { overviewCards } from "./cards/index.ts";
import { fleetDocument } from "./documents.ts";
import classes from "./overview.module.css";
import { readOverviewSearch } from "./overview-search.ts";
import { useFigureRange } from "./use-figure-range.ts";
import { useLiveOverview } from "./use-live-overview.ts";

/** How the organisation's clusters are and what happened there lately. */
export function OverviewPage() {
	const connection = useLiveOverview();
	const { data } = useApiQuery(fleetDocument, {});
	const clusters = data?.fleetSummary.reduce(
		(sum, { count }) => sum + count,
		0,
	);
	return (
		<>
			<PageHeader
				title="Overview"
				note={
					<Group gap="xs">
						<Text span inherit>
							{clusters === undefined
								? "…"
								: clusters === 1
									? "1 cluster"
									: `${clusters} clusters`}
						</Text>
						<ConnectionNote connection={connection} />
					</Group>
				}
			>
				<WindowChoice />
			</PageHeader>
			<LostHeadNote />
			{clusters === 0 ? <NoClusters /> : null}
			<div className={classes.cards}>
				{clusters !== 0 &&
					overviewCards.map(({ id, Card }) => <Card key={id} />)}
			</div>
		</>
	);
}

function WindowChoice() {
	const navigate = useNavigate({ from: "/o/$organisation/overview" });
	const { window } = useFigureRange();
	return (
		<SegmentedControl
			size="xs"
			aria-label="Commands of"
			value={window}
			onChange={(value) =>
				void navigate({
					to: ".",
					search: readOverviewSearch({ window: value }),
					replace: true,
					resetScroll: false,
				})
			}
			data={[
				{ value: "day", label: "Last 24 hours" },
				{ value: "week", label: "Last 7 days" },
			]}
		/>
	);
}

function NoClusters() {
	const organisation = useOrganisation() ?? "";
	return (
		<EmptyState icon={IconServer2} title="No clusters yet">
			<Text mb="sm">
				Once an agent has joined, you see here how your clusters are and what
				happened there.
			</Text>
			<ButtonLink to="/o/$organisation/clusters" params={{ organisation }}>
				Add your first cluster
			</ButtonLink>
		</EmptyState>
	);
}
