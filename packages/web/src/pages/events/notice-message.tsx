import { NativeSelect, Text } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { type Failure, failureOf } from "../../data/api-failure.ts";
import { sendRequest } from "../../data/send-request.ts";
import { useApiQuery } from "../../data/use-api.ts";
import { useOrganisation } from "../../data/use-session.ts";
import { targetOf } from "../../parts/message/compose-command.ts";
import { MessageView } from "../../parts/message/message-view.tsx";
import {
	type MessagePlan,
	planMessage,
} from "../../parts/message/plan-message.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import {
	eventChannelsDocument,
	eventCommandDocument,
	type Notice,
} from "./documents.ts";
import classes from "./events.module.css";

/** The message of a notice. What is chosen in it is said in a channel, as the reader, where the notice came from. */
export function NoticeMessage({ notice }: { readonly notice: Notice }) {
	const organisation = useOrganisation() ?? "";
	const navigate = useNavigate();
	const { channel, channels, setChannel } = useChannel(notice);
	const { message, cluster } = notice;
	const plan = useMemo(() => planMessage(message), [message]);
	if (plan.kind === "nothing") return null;
	return (
		<div className={classes.message}>
			<MessageView
				plan={{ ...plan, at: undefined }}
				message={message}
				isPrivate={false}
				voice={{
					async say(text, id) {
						if (channel === undefined) return noChannel;
						const clusters = targetOf(text, cluster);
						const input = { id, text, channel };
						return await say(organisation, {
							...input,
							...(clusters ? { clusters: [...clusters] } : {}),
						});
					},
					show: () =>
						channel !== undefined &&
						void navigate({
							to: "/o/$organisation/console/$channel",
							params: { organisation, channel },
						}),
				}}
			/>
			{saysSomething(plan) && channels.length > 0 && (
				<NativeSelect
					size="xs"
					mt={4}
					mx={10}
					mb={8}
					label="Commands are said in"
					data={channels.map((name) => ({
						value: name,
						label: `#${plainOutput(name)}`,
					}))}
					value={channel ?? ""}
					onChange={(event) => setChannel(event.currentTarget.value)}
				/>
			)}
			{saysSomething(plan) && channels.length === 0 && (
				<Text size="xs" c="dimmed" px={10} pb={8}>
					To run its commands you need a channel of the console.
				</Text>
			)}
		</div>
	);
}

const noChannel: Failure = {
	code: "NO_CHANNEL",
	kind: "invalid",
	message: "There is no channel of the console in which you could say this.",
	facts: {},
};

/** Whether something in it can be said. */
function saysSomething({ sections, inputs }: MessagePlan): boolean {
	return (
		inputs.length > 0 ||
		sections.some(
			(section) =>
				section.buttons.some(({ does }) => does.kind === "run") ||
				section.selects.length > 0 ||
				section.multiSelect !== undefined ||
				section.inputs.length > 0,
		)
	);
}

/** The channel where commands are said: at first one that heard of the notice. */
function useChannel(notice: Notice) {
	const { data } = useApiQuery(eventChannelsDocument, {});
	const [chosen, setChannel] = useState<string>();
	const channels = (data?.channels ?? []).flatMap(({ name, platform }) =>
		platform === "CONSOLE" ? [name] : [],
	);
	const told = notice.placements.find(
		({ door, address }) => door === "console" && channels.includes(address),
	);
	return {
		channels,
		channel: chosen ?? told?.address ?? channels[0],
		setChannel,
	};
}

/** @returns what went wrong; undefined when it runs. */
async function say(
	organisation: string,
	input: {
		readonly id: string;
		readonly text: string;
		readonly channel: string;
		readonly clusters?: string[];
	},
): Promise<Failure | undefined> {
	try {
		const { runCommand } = await sendRequest(
			eventCommandDocument,
			{ input },
			{ organisation },
		);
		const { error } = runCommand;
		return error
			? {
					code: error.code,
					kind: "invalid",
					message: error.message,
					ref: error.ref ?? undefined,
					facts: {},
				}
			: undefined;
	} catch (thrown) {
		return failureOf(thrown);
	}
}
