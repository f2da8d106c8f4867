import { List } from "@mantine/core";
import { plainOutput } from "../../../parts/plain-output.ts";

const mostShown = 50;

/** What people could do that they cannot do now, each in a sentence. */
export function WidensList(props: { readonly widens: readonly string[] }) {
	const { widens } = props;
	const rest = widens.length - mostShown;
	return (
		<List size="sm" style={{ overflowWrap: "anywhere" }}>
			{widens.slice(0, mostShown).map((one) => (
				<List.Item key={one}>{plainOutput(one)}</List.Item>
			))}
			{rest > 0 && <List.Item>and {rest} more</List.Item>}
		</List>
	);
}
