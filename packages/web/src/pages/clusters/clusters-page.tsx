import { PageHeader } from "../../parts/page-header.tsx";

export function ClustersPage() {
	return <PageHeader title="Clusters" />;
}
