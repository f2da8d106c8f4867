import { Button } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { IconCompass } from "@tabler/icons-react";
import { EmptyState } from "../../parts/empty-state.tsx";

/** An address that leads nowhere, or to what is not one's own: both look the same. */
export function NotFound() {
	useDocumentTitle("Not found · Quarterdeck");
	return (
		<EmptyState icon={IconCompass} title="Page not found">
			<p>
				The address is wrong, or you do not have access to it. If someone sent
				you this address, ask whether you belong to their organisation.
			</p>
			<Button component="a" href="/" variant="default">
				Go to the start page
			</Button>
		</EmptyState>
	);
}
