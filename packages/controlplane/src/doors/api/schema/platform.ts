import { type Platform, platforms } from "@quarterdeck/contract";
import { builder } from "./builder.ts";

export const platformRef = builder.enumType("Platform", {
	description:
		"Where people speak. A channel is its platform and its name: two platforms may each have a channel of one name.",
	values: Object.fromEntries(
		platforms.map((platform) => [platform.toUpperCase(), { value: platform }]),
	) as Record<Uppercase<Platform>, { value: Platform }>,
});
