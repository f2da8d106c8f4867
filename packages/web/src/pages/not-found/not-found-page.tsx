import { Container } from "@mantine/core";
import { NotFound } from "./not-found.tsx";

/** What stands for an unknown address where there is no frame around it. */
export function NotFoundPage() {
	return (
		<Container component="main" size="sm" py="xl">
			<NotFound />
		</Container>
	);
}
