import { Alert } from "@mantine/core";
import { IconShieldX } from "@tabler/icons-react";
import { graphql } from "../data/graphql.ts";
import { useApiQuery } from "../data/use-api.ts";
import { useOrganisation } from "../data/use-session.ts";
import { AnchorLink } from "./links.tsx";

const lostHeadsDocument = graphql(`
	query LostAuditHeads { lostAuditHeads { seq recordId } }
`);

/** Says that the audit chain lost records that were signed, until the owner acknowledges it. */
export function LostHeadNote() {
	const organisation = useOrganisation() ?? "";
	const { data } = useApiQuery(lostHeadsDocument, {});
	const lost = data?.lostAuditHeads ?? [];
	const [oldest] = lost;
	if (!oldest) return null;
	const more = lost.length > 1 ? ` and ${lost.length - 1} more` : "";
	return (
		<Alert
			color="red"
			role="alert"
			icon={<IconShieldX aria-hidden />}
			py="xs"
			mb="sm"
		>
			{`The audit log lost records that were signed, until record ${oldest.seq}${more}. `}
			<AnchorLink
				underline="always"
				size="sm"
				to="/o/$organisation/audit/$record"
				params={{ organisation, record: oldest.recordId }}
			>
				View the record of the loss
			</AnchorLink>
		</Alert>
	);
}
