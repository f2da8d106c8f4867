import { Skeleton, Stack, VisuallyHidden } from "@mantine/core";

/** The outline of a list that is on its way. */
export function Loading(props: {
	readonly what: string;
	readonly rows?: number;
}) {
	const rows = Array.from({ length: props.rows ?? 6 }, (_, row) => row);
	return (
		<Stack gap="xs" role="status" aria-busy>
			<VisuallyHidden>Loading {props.what}</VisuallyHidden>
			{rows.map((row) => (
				<Skeleton key={row} height={34} radius="md" />
			))}
		</Stack>
	);
}
