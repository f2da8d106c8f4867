import { PageHeader } from "../../parts/page-header.tsx";

export function AuditRecordPage() {
	return <PageHeader title="Audit record" />;
}
