import { Group, Text } from "@mantine/core";
import { IconPlugX } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useReachability } from "../data/reachability.ts";
import classes from "./connection-banner.module.css";
import { RelativeTime } from "./relative-time.tsx";

/** Pixels that the banner takes. */
export const bannerHeight = 40;

/** Says that the control plane does not answer, and how old what is shown is. It goes by itself. */
export function ConnectionBanner(props: { readonly asOfMs: number }) {
	const asOf = new Date(props.asOfMs).toISOString();
	return (
		<Group
			role="alert"
			className={classes.banner ?? ""}
			h={bannerHeight}
			px="md"
			gap="xs"
			wrap="nowrap"
		>
			<IconPlugX size={18} aria-hidden style={{ flex: "none" }} />
			<Text inherit>
				<b>Cannot reach the control plane.</b> Data as of{" "}
				<RelativeTime at={asOf} />.
			</Text>
		</Group>
	);
}

/** Asks anew for everything that is shown once the control plane answers again. */
export function useRefreshOnReturn(): void {
	const { isReached } = useReachability();
	const queries = useQueryClient();
	const was = useRef(isReached);
	useEffect(() => {
		if (isReached && !was.current) void queries.invalidateQueries();
		was.current = isReached;
	}, [isReached, queries]);
}
