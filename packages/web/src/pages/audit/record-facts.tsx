import { Code } from "@mantine/core";
import { Fragment, type ReactNode } from "react";
import { useOrganisation } from "../../data/use-session.ts";
import { durationWords } from "../../parts/duration-words.ts";
import { AnchorLink } from "../../parts/links.tsx";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import classes from "./audit.module.css";
import { ClusterNames } from "./cluster-names.tsx";
import type { AuditRecord } from "./documents.ts";

/** What every record has, name by name; what this one has not is left out. */
export function RecordFacts({ record }: { readonly record: AuditRecord }) {
	return (
		<dl className={classes.facts}>
			{entriesOf(record).map(([name, value]) => (
				<Fragment key={name}>
					<dt>{name}</dt>
					<dd>{value}</dd>
				</Fragment>
			))}
		</dl>
	);
}

function entriesOf(record: AuditRecord): [string, ReactNode][] {
	const { person, channel, durationMs, ref, digest } = record;
	const entries: [string, ReactNode | undefined][] = [
		["Outcome", <Outcome key="outcome" outcome={record.outcome} />],
		["When", <When key="when" at={record.at} />],
		["Who", person === null ? "Quarterdeck" : plainOutput(person)],
		["Where", record.clusters.length > 0 && <ClusterNames {...record} />],
		["Channel", channel && plainOutput(channel)],
		["Duration", durationMs !== null && durationWords(durationMs)],
		["Subject", record.subject && <Subject subject={record.subject} />],
		["Code", <Code key="code">{record.code}</Code>],
		["Reference", ref && <Code>{ref}</Code>],
		["Output digest", digest && <Code>{digest}</Code>],
		["Position in the chain", record.seq.toLocaleString()],
		["Hash", <Code key="hash">{record.hash}</Code>],
		["ID", <Code key="id">{record.id}</Code>],
	];
	return entries.filter(([, value]) => value) as [string, ReactNode][];
}

function When({ at }: { readonly at: string }) {
	return (
		<>
			<RelativeTime at={at} />, {new Date(at).toLocaleString()} (
			<Code>{at}</Code>)
		</>
	);
}

/** What takes time has two records or more about the same thing. */
function Subject({ subject }: { readonly subject: string }) {
	const organisation = useOrganisation() ?? "";
	return (
		<>
			<Code>{plainOutput(subject)}</Code>{" "}
			<AnchorLink
				inherit
				underline="always"
				to="/o/$organisation/audit"
				params={{ organisation }}
				search={{ command: subject }}
			>
				All records about this subject
			</AnchorLink>
		</>
	);
}
