import { Stack } from "@mantine/core";
import { useApiQuery } from "../../data/use-api.ts";
import { useSession } from "../../data/use-session.ts";
import { PageHeader } from "../../parts/page-header.tsx";
import { useRefreshOnChange } from "../../parts/use-refresh-on-change.ts";
import { ApiTokens } from "./api-tokens.tsx";
import { meDocument } from "./documents.ts";
import { OwnPassword } from "./own-password.tsx";
import { Sessions } from "./sessions.tsx";

const areas = ["token", "session", "person", "password", "signed-in"];

/** What speaks for one: tokens, browsers, the password; and the groups one acts with. */
export function AccountPage() {
	const me = useApiQuery(meDocument, {}).data?.me;
	const { data: session } = useSession();
	useRefreshOnChange(areas);
	return (
		<Stack gap="xl" maw={900}>
			<div>
				<PageHeader
					title="Tokens and sessions"
					note={me && <WhoYouAre {...me} />}
				/>
				<ApiTokens />
			</div>
			<Sessions />
			{session?.passwordSignIn && session.account && (
				<OwnPassword account={session.account} />
			)}
		</Stack>
	);
}

function WhoYouAre(props: {
	readonly email: string;
	readonly role: string;
	readonly groups: readonly string[];
}) {
	const { email, role, groups } = props;
	return (
		<span style={{ overflowWrap: "anywhere" }}>
			You act as {email}, {role} of this organisation,{" "}
			{groups.length === 0
				? "without groups."
				: `with ${groups.length === 1 ? "the group" : "the groups"} ${groups.join(", ")}.`}
		</span>
	);
}
