import { channelKeyText } from "@quarterdeck/contract";
import { type RawBuilder, sql } from "kysely";
import type { CommandFilter } from "./command-record.ts";

/** Whether a row of `commands` is this reader's own, or was said in a channel that is open to them. */
export function isReadable(
	readable: NonNullable<CommandFilter["readable"]>,
): RawBuilder<unknown> {
	return sql`(
		email = ${readable.email} or
		(conversation ->> 'platform') || ' ' || (conversation ->> 'channel') = any(${readable.channels.map(channelKeyText)}::text[])
	)`;
}
