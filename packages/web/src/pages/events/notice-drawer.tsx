import {
	Badge,
	Button,
	Drawer,
	Group,
	Stack,
	Text,
	Title,
} from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconBellOff } from "@tabler/icons-react";
import { useOrganisation } from "../../data/use-session.ts";
import { AnchorLink } from "../../parts/links.tsx";
import { NoticeLevelBadge } from "../../parts/notices/notice-level.tsx";
import { objectWords } from "../../parts/notices/object-words.ts";
import { SilenceDialog } from "../../parts/notices/silence-dialog.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import type { Notice, Placement } from "./documents.ts";
import classes from "./events.module.css";
import { NoticeMessage } from "./notice-message.tsx";
import { placementWords } from "./placement-words.ts";

/** One notice: all it says, where it went, and what can be done. */
export function NoticeDrawer(props: {
	readonly notice: Notice | undefined;
	readonly onClose: () => void;
}) {
	const { notice } = props;
	return (
		<Drawer
			opened={notice !== undefined}
			onClose={props.onClose}
			position="right"
			size="lg"
			title="Event"
			closeButtonProps={{ "aria-label": "Close" }}
		>
			{notice && <Whole key={notice.id} notice={notice} />}
		</Drawer>
	);
}

function Whole({ notice }: { readonly notice: Notice }) {
	const organisation = useOrganisation() ?? "";
	const [opened, { open, close }] = useDisclosure(false);
	return (
		<Stack gap="md">
			<Group gap="xs">
				<NoticeLevelBadge level={notice.level} />
				{notice.resolved && (
					<Badge variant="light" color="green" tt="none">
						resolved
					</Badge>
				)}
				<Text size="sm" c="dimmed">
					<RelativeTime at={notice.happenedAt} /> in{" "}
					<AnchorLink
						inherit
						underline="always"
						to="/o/$organisation/clusters/$cluster"
						params={{ organisation, cluster: notice.cluster }}
					>
						{plainOutput(notice.cluster)}
					</AnchorLink>
				</Text>
			</Group>
			<div>
				<Title order={3} size="h4" className={classes.wrapping}>
					{plainOutput(notice.title)}
				</Title>
				{notice.object && (
					<Text size="sm" c="dimmed" className={classes.wrapping}>
						{objectWords(notice.object)}
					</Text>
				)}
			</div>
			<NoticeMessage notice={notice} />
			{notice.shortened && (
				<Text size="xs" c="dimmed">
					Parts of it were left out, because it was too large.
				</Text>
			)}
			<Button
				size="xs"
				variant="default"
				mr="auto"
				leftSection={<IconBellOff size={14} aria-hidden />}
				onClick={open}
			>
				Silence…
			</Button>
			<SilenceDialog subject={notice} opened={opened} onClose={close} />
			<section aria-label="Where it went">
				<Title order={4} size="h6" mb={4}>
					Where it went
				</Title>
				<Placements notice={notice} />
			</section>
			<section aria-label="Details">
				<Title order={4} size="h6" mb={4}>
					Details
				</Title>
				<Facts notice={notice} />
			</section>
		</Stack>
	);
}

function Placements({ notice }: { readonly notice: Notice }) {
	if (notice.placements.length === 0)
		return (
			<Text size="sm" c="dimmed">
				{notice.unaddressed
					? "Nowhere: the configuration does not have its source group."
					: "Nowhere: no channel is bound to its source group, or none that hears of this cluster."}
			</Text>
		);
	return (
		<ul className={classes.placements}>
			{notice.placements.map((placement) => (
				<li key={`${placement.door} ${placement.address}`}>
					<PlacedIn placement={placement} />
				</li>
			))}
		</ul>
	);
}

function PlacedIn({ placement }: { readonly placement: Placement }) {
	const organisation = useOrganisation() ?? "";
	return (
		<>
			{placement.door === "console" ? (
				<AnchorLink
					inherit
					underline="always"
					to="/o/$organisation/console/$channel"
					params={{ organisation, channel: placement.address }}
				>
					{placementWords(placement)}
				</AnchorLink>
			) : (
				placementWords(placement)
			)}{" "}
			<Text span size="xs" c="dimmed">
				<RelativeTime at={placement.at} />
			</Text>
			{placement.error && (
				<Text size="xs" c="var(--mantine-color-error)">
					{plainOutput(placement.error)}
				</Text>
			)}
		</>
	);
}

function Facts({ notice }: { readonly notice: Notice }) {
	const { object } = notice;
	const facts = [
		["Happened", new Date(notice.happenedAt).toLocaleString()],
		["Received", new Date(notice.receivedAt).toLocaleString()],
		["Source group", notice.group],
		["Plugin", notice.plugin],
		["Type", notice.type],
		["Reason", notice.reason],
		["API version", object?.apiVersion],
		["Topic", notice.topic],
		["Happening", notice.happening],
	] as const;
	return (
		<dl className={classes.facts}>
			{facts.map(
				([name, value]) =>
					value && (
						<div key={name}>
							<dt>{name}</dt>
							<dd>{plainOutput(value)}</dd>
						</div>
					),
			)}
		</dl>
	);
}
