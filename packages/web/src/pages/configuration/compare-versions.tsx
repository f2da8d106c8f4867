import { Group, NativeSelect, Stack } from "@mantine/core";
import { Loading } from "../../parts/loading.tsx";
import { ProblemNote } from "../../parts/problem-note.tsx";
import type { ConfigurationSearch } from "./configuration-search.ts";
import { Difference } from "./difference.tsx";
import { useVersion } from "./use-version.ts";

/** What differs between the two versions the address names; nothing before one is chosen. */
export function CompareVersions(props: {
	readonly search: ConfigurationSearch;
	readonly onSearch: (search: ConfigurationSearch) => void;
	readonly known: readonly number[];
}) {
	const { search, onSearch, known } = props;
	const { from, to } = search;
	if (from === undefined || to === undefined) return null;
	const choices = [...new Set([...known, from, to, 0])]
		.sort((a, b) => b - a)
		.map(String);
	const choose = (changes: ConfigurationSearch) =>
		onSearch({ view: "history", from, to, ...changes });
	return (
		<Stack gap="xs">
			<Group gap="sm">
				<NativeSelect
					label="From version"
					data={choices}
					value={String(from)}
					onChange={(event) =>
						choose({ from: Number(event.currentTarget.value) })
					}
				/>
				<NativeSelect
					label="To version"
					data={choices}
					value={String(to)}
					onChange={(event) =>
						choose({ to: Number(event.currentTarget.value) })
					}
				/>
			</Group>
			<Compared from={from} to={to} />
		</Stack>
	);
}

function Compared(props: { readonly from: number; readonly to: number }) {
	const before = useVersion(props.from);
	const after = useVersion(props.to);
	const error = before.error ?? after.error;
	if (error)
		return (
			<ProblemNote
				error={error}
				onRetry={() => {
					before.again();
					after.again();
				}}
			/>
		);
	if (!before.version || !after.version)
		return <Loading what="the versions" rows={4} />;
	return (
		<Difference
			before={before.version.yaml}
			after={after.version.yaml}
			beforeLabel={`Version ${props.from}`}
			afterLabel={`Version ${props.to}`}
		/>
	);
}
