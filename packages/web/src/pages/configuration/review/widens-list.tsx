import { Button, List } from "@mantine/core";
import { useState } from "react";
import { plainOutput } from "../../../parts/plain-output.ts";

const shownAtFirst = 50;

/** What people could do that they cannot do now, each in a sentence. Whoever decides can read all of them. */
export function WidensList(props: { readonly widens: readonly string[] }) {
	const { widens } = props;
	const [isAll, setAll] = useState(false);
	const rest = widens.length - shownAtFirst;
	return (
		<>
			<List size="sm" style={{ overflowWrap: "anywhere" }}>
				{widens.slice(0, isAll ? undefined : shownAtFirst).map((one) => (
					<List.Item key={one}>{plainOutput(one)}</List.Item>
				))}
			</List>
			{rest > 0 && !isAll && (
				<Button
					size="compact-sm"
					variant="default"
					onClick={() => setAll(true)}
					style={{ alignSelf: "start" }}
				>
					Show {rest} more
				</Button>
			)}
		</>
	);
}
