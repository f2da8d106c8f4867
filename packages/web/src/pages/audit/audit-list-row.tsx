import { Link } from "@tanstack/react-router";
import { useOrganisation } from "../../data/use-session.ts";
import { MiddleCut } from "../../parts/middle-cut.tsx";
import { byNaturalOrder } from "../../parts/natural-order.ts";
import { Outcome } from "../../parts/outcome.tsx";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import classes from "./audit.module.css";
import type { AuditSearch } from "./audit-filter.ts";
import { codeWords } from "./audit-words.ts";
import { type AuditRow, detailOf, detailPieces } from "./record-words.ts";

/** One record in the list; all of it leads to the record. */
export function AuditListRow(props: {
	readonly row: AuditRow;
	readonly index: number;
	/** Pixels below the top of the list. */
	readonly offset: number;
	readonly search: AuditSearch;
	readonly isReachable: boolean;
	readonly onFocus: () => void;
}) {
	const { row, index } = props;
	const organisation = useOrganisation() ?? "";
	const detail = detailOf(row);
	const clusters = plainOutput(namesOf(row.clusters));
	const who = row.person === null ? "Quarterdeck" : plainOutput(row.person);
	return (
		<tr
			className={classes.row}
			aria-rowindex={index + 2}
			data-index={index}
			style={{ transform: `translateY(${props.offset}px)` }}
		>
			<td className={`${classes.cell} ${classes.when}`}>
				<RelativeTime at={row.at} />
			</td>
			<td className={`${classes.cell} ${classes.who}`} title={who}>
				<MiddleCut text={who} />
			</td>
			<td className={`${classes.cell} ${classes.what}`}>
				<Link
					className={classes.link ?? ""}
					to="/o/$organisation/audit/$record"
					params={{ organisation, record: row.id }}
					search={props.search}
					tabIndex={props.isReachable ? 0 : -1}
					onFocus={props.onFocus}
				>
					{codeWords(row.code).label}
				</Link>
				{detail.isCommand ? (
					<span
						className={`${classes.detail} ${classes.command}`}
						title={detail.text}
					>
						{detail.text}
					</span>
				) : (
					<Detail row={row} title={detail.text} />
				)}
			</td>
			<td className={`${classes.cell} ${classes.where}`} title={clusters}>
				<Where clusters={row.clusters} />
			</td>
			<td className={`${classes.cell} ${classes.outcome}`}>
				<Outcome outcome={row.outcome} />
			</td>
		</tr>
	);
}

/** Names keep their ends; other words give way first. */
function Detail(props: { readonly row: AuditRow; readonly title: string }) {
	const pieces = detailPieces(props.row);
	return (
		<span className={`${classes.detail} ${classes.pieces}`} title={props.title}>
			{pieces.map(({ words, isName }) =>
				isName ? (
					<MiddleCut key={words} text={words} />
				) : (
					<span key={words} className={classes.words}>
						{words}
					</span>
				),
			)}
		</span>
	);
}

const mostNames = 50;

/** All of them as far as a title is of use. */
function namesOf(clusters: readonly string[]): string {
	const sorted = clusters.toSorted(byNaturalOrder);
	const names = sorted.slice(0, mostNames).join(", ");
	const rest = sorted.length - mostNames;
	return rest > 0 ? `${names} and ${rest} more` : names;
}

function Where(props: Pick<AuditRow, "clusters">) {
	const [first, ...rest] = props.clusters.toSorted(byNaturalOrder);
	if (first === undefined) return null;
	return (
		<>
			<MiddleCut text={plainOutput(first)} />
			{rest.length > 0 && (
				<span style={{ flex: "none" }}>and {rest.length} more</span>
			)}
		</>
	);
}
