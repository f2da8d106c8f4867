import { Button, Group, Paper, Stack, Title } from "@mantine/core";
import {
	IconChevronLeft,
	IconChevronRight,
	IconHistoryOff,
} from "@tabler/icons-react";
import { useParams } from "@tanstack/react-router";
import { useApiQuery } from "../../data/use-api.ts";
import { CopyButton } from "../../parts/copy-button.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { AnchorLink, ButtonLink } from "../../parts/links.tsx";
import { Loading } from "../../parts/loading.tsx";
import { PageHeader } from "../../parts/page-header.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import classes from "./audit.module.css";
import { codeWords } from "./audit-words.ts";
import {
	type AuditRecord,
	auditNeighboursDocument,
	auditRecordDocument,
} from "./documents.ts";
import { FactsTree } from "./facts-tree.tsx";
import { LinkedCommand } from "./linked-command.tsx";
import { RecordFacts } from "./record-facts.tsx";
import { useAuditSearch } from "./use-audit-search.ts";

const from = "/o/$organisation/audit/$record";

/** One record, everything of it. */
export function AuditRecordPage() {
	const { record: id } = useParams({ from });
	const { data, error, refetch, isPlaceholderData } = useApiQuery(
		auditRecordDocument,
		{ id },
	);
	const record = data?.auditRecord;
	if (record) return <Record record={record} />;
	return (
		<>
			<PageHeader title="Audit record" />
			{error && <ProblemNote error={error} onRetry={() => void refetch()} />}
			{!error && (!data || isPlaceholderData) && <Loading what="the record" />}
			{!error && data && !isPlaceholderData && (
				<EmptyState icon={IconHistoryOff} title="Record not found">
					This organisation has no record with this ID. Records are never
					deleted: check that the address is complete.
				</EmptyState>
			)}
		</>
	);
}

function Record({ record }: { readonly record: AuditRecord }) {
	const { label, sentence } = codeWords(record.code);
	return (
		<>
			<BackLink />
			<PageHeader title={label} note={sentence}>
				<CopyButton
					text={JSON.stringify(record, null, 2)}
					what="the record as JSON"
				/>
				<Neighbours seq={record.seq} />
			</PageHeader>
			<Stack>
				<Paper withBorder p="md">
					<RecordFacts record={record} />
				</Paper>
				<Paper withBorder p="md">
					<Title order={2} size="h5" mb="xs">
						Details
					</Title>
					<section
						className={classes.details}
						aria-label="Details"
						// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
						tabIndex={0}
					>
						<FactsTree value={record.facts} />
					</section>
				</Paper>
				{record.subject?.startsWith("cmd_") && (
					<LinkedCommand id={record.subject} />
				)}
			</Stack>
		</>
	);
}

function BackLink() {
	const { organisation } = useParams({ from });
	const { search } = useAuditSearch(from);
	const isFiltered = Object.keys(search).length > 0;
	return (
		<AnchorLink
			size="sm"
			to="/o/$organisation/audit"
			params={{ organisation }}
			search={search}
		>
			{isFiltered ? "Back to matching records" : "All records"}
		</AnchorLink>
	);
}

/** The records before and behind one in the chain. */
function Neighbours({ seq }: { readonly seq: number }) {
	const { data, isPlaceholderData } = useApiQuery(auditNeighboursDocument, {
		below: String(seq),
		above: String(seq + 2),
	});
	const known = isPlaceholderData ? undefined : data;
	const newer = [known?.newer, known?.newest]
		.map((list) => list?.edges[0]?.node)
		.find((node) => node?.seq === seq + 1);
	return (
		<Group gap="xs" wrap="nowrap">
			<NeighbourLink
				id={known?.older.edges[0]?.node.id}
				label="Previous record"
			/>
			<NeighbourLink id={newer?.id} label="Next record" />
		</Group>
	);
}

function NeighbourLink(props: {
	readonly id: string | undefined;
	readonly label: "Previous record" | "Next record";
}) {
	const { organisation } = useParams({ from });
	const { search } = useAuditSearch(from);
	const isNext = props.label === "Next record";
	const look = {
		variant: "default",
		size: "xs",
		leftSection: isNext ? undefined : <IconChevronLeft size={14} aria-hidden />,
		rightSection: isNext ? (
			<IconChevronRight size={14} aria-hidden />
		) : undefined,
	} as const;
	if (!props.id)
		return (
			<Button {...look} disabled>
				{props.label}
			</Button>
		);
	return (
		<ButtonLink
			{...look}
			to="/o/$organisation/audit/$record"
			params={{ organisation, record: props.id }}
			search={search}
		>
			{props.label}
		</ButtonLink>
	);
}
