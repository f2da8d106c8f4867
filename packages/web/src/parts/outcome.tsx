import { Badge } from "@mantine/core";

const colors: Readonly<Record<string, string>> = {
	succeeded: "green",
	failed: "red",
	denied: "yellow",
	cancelled: "gray",
	lost: "red",
	running: "blue",
	opened: "blue",
};

/** How something ended, or that it goes on. */
export function Outcome(props: { readonly outcome: string }) {
	const words = props.outcome.toLowerCase();
	return (
		<Badge color={colors[words] ?? "gray"} variant="light" tt="none">
			{words}
		</Badge>
	);
}
