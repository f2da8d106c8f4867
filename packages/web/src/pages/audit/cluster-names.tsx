import { Box, Text, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import { useOrganisation } from "../../data/use-session.ts";
import { AnchorLink } from "../../parts/links.tsx";
import { matchesWords } from "../../parts/matches-words.ts";
import { byNaturalOrder } from "../../parts/natural-order.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./audit.module.css";

const mostPlain = 12;
const mostShown = 100;

/** The clusters of a record: a few in one line, many in a box of their own that can be searched. */
export function ClusterNames(props: { readonly clusters: readonly string[] }) {
	const [words, setWords] = useState("");
	const sorted = props.clusters.toSorted(byNaturalOrder);
	if (sorted.length <= mostPlain) return <Names names={sorted} />;
	const found = sorted.filter((name) => matchesWords(words.trim(), name));
	return (
		<Box maw={640}>
			<Text size="sm" mb={4}>
				{sorted.length} clusters
			</Text>
			<TextInput
				size="xs"
				mb={4}
				aria-label="Search the clusters of this record"
				placeholder="Search"
				leftSection={<IconSearch size={14} aria-hidden />}
				value={words}
				onChange={(event) => setWords(event.currentTarget.value)}
			/>
			<section
				className={classes.names}
				aria-label="Clusters"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
				tabIndex={0}
			>
				{found.length === 0 && "No matching clusters."}
				<Names names={found.slice(0, mostShown)} />
				{found.length > mostShown && ` and ${found.length - mostShown} more`}
			</section>
		</Box>
	);
}

function Names(props: { readonly names: readonly string[] }) {
	const organisation = useOrganisation() ?? "";
	return props.names.map((cluster, index) => (
		<Fragment key={cluster}>
			{index > 0 && ", "}
			<AnchorLink
				inherit
				underline="always"
				to="/o/$organisation/clusters/$cluster"
				params={{ organisation, cluster }}
			>
				{plainOutput(cluster)}
			</AnchorLink>
		</Fragment>
	));
}
