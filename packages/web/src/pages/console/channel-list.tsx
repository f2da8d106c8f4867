import { NativeSelect, NavLink } from "@mantine/core";
import { IconHash, IconLock } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useOrganisation } from "../../data/use-session.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import classes from "./console.module.css";
import type { Channel } from "./documents.ts";

/** The channels one can go to: a list where there is room, a select where there is none. */
export function ChannelList(props: {
	readonly channels: readonly Channel[];
	readonly current: string;
}) {
	const { channels, current } = props;
	const organisation = useOrganisation() ?? "";
	const navigate = useNavigate();
	const isKnown = channels.some(({ name }) => name === current);
	return (
		<>
			<nav className={classes.channels} aria-label="Channels">
				{channels.map(({ name, members }) => {
					const Mark = members ? IconLock : IconHash;
					return (
						<NavLink
							key={name}
							label={plainOutput(name)}
							description={members ? "members only" : undefined}
							leftSection={<Mark size={16} aria-hidden />}
							active={name === current}
							aria-current={name === current ? "page" : undefined}
							className={classes.channel}
							renderRoot={(rest) => (
								<Link
									to="/o/$organisation/console/$channel"
									params={{ organisation, channel: name }}
									{...rest}
								/>
							)}
						/>
					);
				})}
			</nav>
			<div className={classes.channelSelect}>
				<NativeSelect
					aria-label="Channel"
					value={isKnown ? current : ""}
					onChange={(event) =>
						void navigate({
							to: "/o/$organisation/console/$channel",
							params: { organisation, channel: event.currentTarget.value },
						})
					}
				>
					{!isKnown && <option value="">Choose a channel</option>}
					{channels.map(({ name }) => (
						<option key={name} value={name}>
							#{plainOutput(name)}
						</option>
					))}
				</NativeSelect>
			</div>
		</>
	);
}
