import { Box, Group, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Loaded, lazyPart } from "../../parts/lazy-part.tsx";
import { Loading } from "../../parts/loading.tsx";
import classes from "./configuration.module.css";

const diff = lazyPart(() => import("./editor/diff-view.tsx"));

/** What differs between two texts: side by side where there is room, else one below the other. */
export function Difference(props: {
	readonly before: string;
	readonly after: string;
	readonly beforeLabel: string;
	readonly afterLabel: string;
}) {
	const isWide = useMediaQuery("(min-width: 62em)", true, {
		getInitialValueInEffect: false,
	});
	const { before, after, beforeLabel, afterLabel } = props;
	if (before === after)
		return (
			<Text size="sm" c="dimmed">
				{beforeLabel} and {lowered(afterLabel)} are identical.
			</Text>
		);
	return (
		<Box>
			<Group grow gap={0} mb={4}>
				<Text size="xs" fw={600}>
					{isWide ? beforeLabel : `${beforeLabel} → ${lowered(afterLabel)}`}
				</Text>
				{isWide && (
					<Text size="xs" fw={600}>
						{afterLabel}
					</Text>
				)}
			</Group>
			<Box className={classes.difference}>
				<Loaded part={diff} wait={<Loading what="the difference" rows={4} />}>
					{({ DiffView }) => (
						<DiffView {...props} layout={isWide ? "side by side" : "unified"} />
					)}
				</Loaded>
			</Box>
		</Box>
	);
}

function lowered(label: string): string {
	return label.charAt(0).toLowerCase() + label.slice(1);
}
