import { Alert, Code, Divider, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconLogout } from "@tabler/icons-react";
import type { Session } from "../../data/session.ts";
import { PasswordSignIn } from "../../parts/password-sign-in.tsx";
import { ProviderButtons } from "../../parts/provider-buttons.tsx";
import { readSignInFailure } from "./sign-in-failures.ts";
import type { SignInSearch } from "./sign-in-search.ts";

/** The ways in that this control plane has; where it has none but links, how to get one. */
export function SignInWays(props: {
	readonly session: Session;
	readonly search: SignInSearch;
	readonly returnTo: string;
	readonly onSignedIn: (session: Session) => void;
}) {
	const { providers, passwordSignIn } = props.session;
	const failure = readSignInFailure(props.search);
	return (
		<>
			{props.search.because === "ended" && !failure && (
				<Alert role="status" color="yellow" icon={<IconLogout />}>
					You were signed out. Sign in to continue where you left off.
				</Alert>
			)}
			{failure && (
				<Alert
					role="alert"
					color="red"
					icon={<IconAlertTriangle />}
					title="Sign-in failed"
				>
					<Stack gap={4}>
						<Text size="sm">{failure.remedy}</Text>
						{failure.ref && (
							<Text size="xs">
								ref <Code>{failure.ref}</Code>
							</Text>
						)}
					</Stack>
				</Alert>
			)}
			{providers.length > 0 && (
				<ProviderButtons session={props.session} returnTo={props.returnTo} />
			)}
			{providers.length > 0 && passwordSignIn && (
				<Divider label="or" labelPosition="center" />
			)}
			{passwordSignIn && <PasswordSignIn onSignedIn={props.onSignedIn} />}
			<LinkNote alone={providers.length === 0 && !passwordSignIn} />
		</>
	);
}

function LinkNote(props: { readonly alone: boolean }) {
	if (!props.alone)
		return (
			<Text size="sm" c="dimmed">
				If you have a one-time link, open it to sign in.
			</Text>
		);
	return (
		<Stack gap="xs">
			<Text size="sm">Sign in here with a one-time link.</Text>
			<Text size="sm" component="ul" m={0} pl="md">
				<li>
					If you run this server, <Code>qd up</Code> prints one.
				</li>
				<li>Otherwise, ask a member of your organisation to invite you.</li>
			</Text>
		</Stack>
	);
}
