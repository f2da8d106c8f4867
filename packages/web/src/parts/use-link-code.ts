import { useLocation } from "@tanstack/react-router";
import { useLayoutEffect, useState } from "react";
import { linkCode } from "./link-code.ts";

/**
 * The code of the one-time link this page was opened with. It is taken out of the address at once: neither the history of the
 * browser nor a look over the shoulder tells it.
 */
export function useLinkCode(): string | undefined {
	const hash = useLocation({ select: (location) => location.hash });
	const [code, setCode] = useState(() => linkCode(location.hash));
	useLayoutEffect(() => {
		const found = linkCode(hash) ?? linkCode(location.hash);
		if (!found) return;
		setCode(found);
		history.replaceState(
			history.state,
			"",
			location.pathname + location.search,
		);
	}, [hash]);
	return code;
}
