import { Code, Text, UnstyledButton } from "@mantine/core";
import { IconMessage2 } from "@tabler/icons-react";
import { useApiQuery } from "../../data/use-api.ts";
import { EmptyState } from "../../parts/empty-state.tsx";
import classes from "./console.module.css";
import { useConsole } from "./console-context.ts";
import { type Channel, someClustersDocument } from "./documents.ts";
import { suggestCommands } from "./suggest-commands.ts";

/** A channel where nothing was said yet: what could be. */
export function ThingsToTry({ channel }: { readonly channel: Channel }) {
	const { put } = useConsole();
	const clusters = useApiQuery(someClustersDocument, {});
	const alive = clusters.data?.clusters.edges.map(({ node }) => node.name);
	return (
		<EmptyState icon={IconMessage2} title="No commands yet">
			<Text size="sm" mb="xs">
				Everyone in this channel sees each command and its result. Choose one of
				these to start; you can edit it before you run it.
			</Text>
			<ul className={classes.tries}>
				{suggestCommands(channel, alive ?? []).map(({ text, does }) => (
					<li key={text}>
						<UnstyledButton
							className={classes.try}
							onClick={() => put(text, undefined)}
						>
							<Code>{text}</Code>
							<Text span size="xs" c="dimmed">
								{does}
							</Text>
						</UnstyledButton>
					</li>
				))}
			</ul>
		</EmptyState>
	);
}
