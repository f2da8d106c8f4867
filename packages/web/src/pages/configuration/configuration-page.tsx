import { PageHeader } from "../../parts/page-header.tsx";

export function ConfigurationPage() {
	return <PageHeader title="Configuration" />;
}
