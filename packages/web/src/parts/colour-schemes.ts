import { IconDeviceDesktop, IconMoon, IconSun } from "@tabler/icons-react";

/** Light or dark, as menus offer it. */
export const colourSchemes = [
	{ scheme: "light", label: "Light", Icon: IconSun },
	{ scheme: "dark", label: "Dark", Icon: IconMoon },
	{ scheme: "auto", label: "System", Icon: IconDeviceDesktop },
] as const;
