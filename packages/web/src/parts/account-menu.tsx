import {
	Avatar,
	Menu,
	Text,
	UnstyledButton,
	useMantineColorScheme,
} from "@mantine/core";
import {
	IconDeviceDesktop,
	IconLogout,
	IconMoon,
	IconSun,
	IconUserCog,
} from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { type Session, signOut } from "../data/session.ts";
import { useSessionChange } from "../data/use-session.ts";

const schemes = [
	{ scheme: "light", label: "Light", Icon: IconSun },
	{ scheme: "dark", label: "Dark", Icon: IconMoon },
	{ scheme: "auto", label: "As the system", Icon: IconDeviceDesktop },
] as const;

/** Who one is, one's own settings, light or dark, and the way out. */
export function AccountMenu(props: { readonly session: Session }) {
	const { account } = props.session;
	const { organisation } = useParams({ strict: false });
	const { colorScheme, setColorScheme } = useMantineColorScheme();
	const navigate = useNavigate();
	const { forget } = useSessionChange();
	const leave = async () => {
		await signOut();
		forget();
		await navigate({ to: "/sign-in" });
	};
	return (
		<Menu position="bottom-end" width={250}>
			<Menu.Target>
				<UnstyledButton aria-label={`Account of ${account?.email ?? "you"}`}>
					<Avatar
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
				<Menu.Label>Colours</Menu.Label>
				{schemes.map(({ scheme, label, Icon }) => (
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
					onClick={() => void leave()}
				>
					Sign out
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
