import { Button, Container } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconCompass } from "@tabler/icons-react";
import { NothingHere } from "../../parts/nothing-here.tsx";

/** An address that leads nowhere, or to what is not one's own: both look the same. */
export function NotFoundPage() {
	useDocumentTitle("Not found · Quarterdeck");
	return (
		<Container component="main" size="sm" py="xl">
			<NothingHere icon={IconCompass} title="There is nothing here">
				<p>
					The address is wrong, or what it names is not there for you. If
					somebody gave it to you, ask whether you belong to their organisation.
				</p>
				<Button component="a" href="/" variant="default">
					Go to the start
				</Button>
			</NothingHere>
		</Container>
	);
}
