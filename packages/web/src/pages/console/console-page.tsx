import { PageHeader } from "../../parts/page-header.tsx";

export function ConsolePage() {
	return <PageHeader title="Console" />;
}
