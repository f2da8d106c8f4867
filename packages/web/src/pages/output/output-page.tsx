import { Button, Stack, Text } from "@mantine/core";
import { useLocation, useSearch } from "@tanstack/react-router";
import { NarrowPage } from "../../parts/narrow-page.tsx";
import { returnHere } from "../../parts/return-to.ts";
import { SessionGate } from "../../parts/session-gate.tsx";

/**
 * Where a link of another site to an output leads: the file is downloaded when the person asks for it here, and never because of a
 * link alone.
 */
export function OutputPage() {
	const { pathname } = useLocation();
	const { organisation: wanted } = useSearch({ from: "/outputs/$run" });
	return (
		<SessionGate>
			{({ signedIn, organisations }) => (
				<NarrowPage title="Command output">
					{signedIn ? (
						<Downloads
							path={pathname}
							organisations={organisations.filter(
								({ id }) => wanted === undefined || id === wanted,
							)}
						/>
					) : (
						<>
							<Text size="sm">
								Sign in to download the output of this command.
							</Text>
							<Button
								component="a"
								href={`/sign-in?${new URLSearchParams(returnHere())}`}
							>
								Sign in
							</Button>
						</>
					)}
				</NarrowPage>
			)}
		</SessionGate>
	);
}

function Downloads(props: {
	readonly path: string;
	readonly organisations: readonly {
		readonly id: string;
		readonly name: string;
	}[];
}) {
	const { path, organisations } = props;
	if (organisations.length === 0)
		return (
			<Text size="sm">
				You do not belong to the organisation that this output belongs to.
			</Text>
		);
	return (
		<>
			<Text size="sm">
				Download this output only if you expected this link.
			</Text>
			<Stack gap="xs">
				{organisations.map(({ id, name }) => (
					<Button
						key={id}
						component="a"
						href={`${path}?organisation=${encodeURIComponent(id)}`}
						download
						variant="default"
					>
						Download from {name}
					</Button>
				))}
			</Stack>
		</>
	);
}
