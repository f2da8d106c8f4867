import { type Platform, platforms } from "@quarterdeck/contract";
import { builder } from "./builder.ts";

export const platformRef = builder.enumType("Platform", {
	description:
		"Where people talk. A channel is identified by platform and name: two platforms may each have a channel of the same name.",
	values: Object.fromEntries(
		platforms.map((platform) => [platform.toUpperCase(), { value: platform }]),
	) as Record<Uppercase<Platform>, { value: Platform }>,
});
