import { PageHeader } from "../../parts/page-header.tsx";

export function JoinPage() {
	return <PageHeader title="Join" />;
}
