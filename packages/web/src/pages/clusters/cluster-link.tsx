import { useParams } from "@tanstack/react-router";
import { AnchorLink } from "../../parts/links.tsx";
import { plainOutput } from "../../parts/plain-output.ts";

/** A cluster's name, leading to its page. */
export function ClusterLink(props: { readonly name: string }) {
	const { organisation = "" } = useParams({ strict: false });
	return (
		<AnchorLink
			to="/o/$organisation/clusters/$cluster"
			params={{ organisation, cluster: props.name }}
			fw={600}
			size="sm"
			style={{ overflowWrap: "anywhere" }}
		>
			{plainOutput(props.name)}
		</AnchorLink>
	);
}
