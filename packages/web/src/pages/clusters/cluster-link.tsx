import { Anchor } from "@mantine/core";
import { Link, useParams } from "@tanstack/react-router";
import { plainOutput } from "../../parts/plain-output.ts";

/** A cluster's name, leading to its page. */
export function ClusterLink(props: { readonly name: string }) {
	const { organisation = "" } = useParams({ strict: false });
	return (
		<Anchor
			component={Link}
			to={"/o/$organisation/clusters/$cluster" as never}
			params={{ organisation, cluster: props.name } as never}
			fw={600}
			size="sm"
			style={{ overflowWrap: "anywhere" }}
		>
			{plainOutput(props.name)}
		</Anchor>
	);
}
