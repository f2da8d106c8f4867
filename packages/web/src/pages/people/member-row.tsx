import {
	ActionIcon,
	Badge,
	Group,
	Menu,
	Stack,
	Table,
	Text,
} from "@mantine/core";
import {
	IconCrown,
	IconDots,
	IconPencil,
	IconUserMinus,
} from "@tabler/icons-react";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import type { Member } from "./documents.ts";
import { GroupNames } from "./group-names.tsx";
import type { MemberTask } from "./member-dialogs.tsx";

interface MemberRowProps {
	readonly member: Member;
	readonly youOwn: boolean;
	readonly onTask: (task: MemberTask) => void;
}

/** One member; on a narrow screen everything stands below the name. */
export function MemberRow(props: MemberRowProps) {
	const { member } = props;
	return (
		<Table.Tr>
			<Table.Td>
				<Stack gap={2}>
					<Group gap={6}>
						<Text size="sm" fw={600} style={{ overflowWrap: "anywhere" }}>
							{plainOutput(member.displayName) || member.email}
						</Text>
						{member.isYou && <Mark words="you" />}
						{member.role === "owner" && (
							<Badge size="sm" variant="light" tt="none" hiddenFrom="sm">
								owner
							</Badge>
						)}
					</Group>
					{member.displayName !== "" && member.displayName !== member.email && (
						<Text size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }}>
							{member.email}
						</Text>
					)}
					<Group gap={4} hiddenFrom="sm">
						<GroupNames groups={member.groups} />
					</Group>
				</Stack>
			</Table.Td>
			<Table.Td visibleFrom="sm">
				{member.role === "owner" ? (
					<Badge size="sm" variant="light" tt="none">
						owner
					</Badge>
				) : (
					<Text size="sm">{member.role}</Text>
				)}
			</Table.Td>
			<Table.Td visibleFrom="sm">
				<GroupNames groups={member.groups} />
			</Table.Td>
			<Table.Td visibleFrom="sm">
				<Text size="sm" c="dimmed">
					<RelativeTime at={member.createdAt} />
				</Text>
			</Table.Td>
			<Table.Td>
				<MemberMenu {...props} />
			</Table.Td>
		</Table.Tr>
	);
}

function Mark(props: { readonly words: string }) {
	return (
		<Badge size="sm" variant="light" color="gray" tt="none">
			{props.words}
		</Badge>
	);
}

function MemberMenu({ member, youOwn, onTask }: MemberRowProps) {
	const owner = member.role === "owner";
	return (
		<Menu position="bottom-end" width={220}>
			<Menu.Target>
				<ActionIcon
					variant="subtle"
					color="gray"
					data-actions-of={member.id}
					aria-label={`Actions for ${member.email}`}
				>
					<IconDots size={18} aria-hidden />
				</ActionIcon>
			</Menu.Target>
			<Menu.Dropdown>
				<Menu.Item
					leftSection={<IconPencil size={16} aria-hidden />}
					onClick={() => onTask({ kind: "edit", member })}
				>
					Edit name and groups
				</Menu.Item>
				{youOwn && !owner && (
					<Menu.Item
						leftSection={<IconCrown size={16} aria-hidden />}
						onClick={() => onTask({ kind: "transfer", member })}
					>
						Make owner
					</Menu.Item>
				)}
				{owner ? (
					<Menu.Label>The owner cannot be removed</Menu.Label>
				) : (
					<Menu.Item
						c="var(--mantine-color-error)"
						leftSection={<IconUserMinus size={16} aria-hidden />}
						onClick={() => onTask({ kind: "remove", member })}
					>
						Remove
					</Menu.Item>
				)}
			</Menu.Dropdown>
		</Menu>
	);
}
