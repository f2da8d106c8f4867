import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./audit.module.css";
import { spaced } from "./record-words.ts";

const deepest = 6;
const mostMembers = 200;

/** Any JSON value, readable: names and values, lists line by line. Depth and length are bounded; the whole is in the JSON. */
export function FactsTree(props: {
	readonly value: unknown;
	readonly depth?: number;
}) {
	const { value, depth = 0 } = props;
	if (Array.isArray(value)) return <FactsList items={value} depth={depth} />;
	if (typeof value !== "object" || value === null)
		return <>{value === null ? "none" : plainOutput(String(value))}</>;
	if (depth > deepest) return <>{plainOutput(JSON.stringify(value))}</>;
	const members = Object.entries(value);
	if (members.length === 0) return <>none</>;
	return (
		<dl className={classes.facts}>
			{members.slice(0, mostMembers).map(([name, member]) => (
				<Member key={name} name={name} value={member} depth={depth} />
			))}
			<More count={members.length - mostMembers} />
		</dl>
	);
}

function Member(props: {
	readonly name: string;
	readonly value: unknown;
	readonly depth: number;
}) {
	return (
		<>
			<dt>{plainOutput(spaced(props.name))}</dt>
			<dd>
				<FactsTree value={props.value} depth={props.depth + 1} />
			</dd>
		</>
	);
}

function FactsList(props: {
	readonly items: readonly unknown[];
	readonly depth: number;
}) {
	const { items, depth } = props;
	if (items.length === 0) return <>none</>;
	if (depth > deepest) return <>{plainOutput(JSON.stringify(items))}</>;
	return (
		<ul style={{ margin: 0, paddingLeft: "1.1em" }}>
			{items.slice(0, mostMembers).map((item, index) => (
				<li key={index}>
					<FactsTree value={item} depth={depth + 1} />
				</li>
			))}
			{items.length > mostMembers && (
				<li>and {items.length - mostMembers} more</li>
			)}
		</ul>
	);
}

function More({ count }: { readonly count: number }) {
	if (count <= 0) return null;
	return (
		<>
			<dt>and {count} more</dt>
			<dd>in the JSON</dd>
		</>
	);
}
