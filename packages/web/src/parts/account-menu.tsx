import {
	Avatar,
	Menu,
	Text,
	UnstyledButton,
	useMantineColorScheme,
	VisuallyHidden,
} from "@mantine/core";
import { IconLogout, IconUserCog } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import type { Session } from "../data/session.ts";
import { signOutHere } from "../data/sign-out-here.ts";
import { useOrganisation } from "../data/use-session.ts";
import { colourSchemes } from "./colour-schemes.ts";
import { notifyProblem } from "./notify.ts";

/** Who one is, one's own settings, light or dark, and the way out. */
export function AccountMenu(props: { readonly session: Session }) {
	const { account } = props.session;
	const organisation = useOrganisation();
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const navigate = useNavigate();
	const signOut = () =>
		void signOutHere().catch((error: unknown) =>
			notifyProblem("Could not sign you out", error),
		);
	return (
		<Menu position="bottom-end" width={250}>
			<Menu.Target>
				<UnstyledButton>
					<VisuallyHidden>Account of {account?.email ?? "you"}</VisuallyHidden>
					<Avatar
						aria-hidden
						radius="xl"
						size={34}
						name={account?.displayName || account?.email || "?"}
						color="sea"
					/>
				</UnstyledButton>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Label>
					<Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
						{account?.displayName}
					</Text>
					<Text size="xs" style={{ overflowWrap: "anywhere" }}>
						{account?.email}
					</Text>
				</Menu.Label>
				{organisation && (
					<Menu.Item
						leftSection={<IconUserCog size={16} aria-hidden />}
						onClick={() =>
							void navigate({
								to: "/o/$organisation/account",
								params: { organisation },
							})
						}
					>
						Tokens and sessions
					</Menu.Item>
				)}
				<Menu.Divider />
				<Menu.Label>Theme</Menu.Label>
				{colourSchemes.map(({ scheme, label, Icon }) => (
					<Menu.Item
						key={scheme}
						leftSection={<Icon size={16} aria-hidden />}
						aria-current={colorScheme === scheme}
						fw={colorScheme === scheme ? 600 : 400}
						onClick={() => setColorScheme(scheme)}
					>
						{label}
					</Menu.Item>
				))}
				<Menu.Divider />
				<Menu.Item
					leftSection={<IconLogout size={16} aria-hidden />}
					onClick={signOut}
				>
					Sign out
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
