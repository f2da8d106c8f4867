import {
	ActionIcon,
	Button,
	Chip,
	CloseButton,
	type CSSVariablesResolver,
	createTheme,
	Drawer,
	type MantineColorsTuple,
	Menu,
	Modal,
	Notification,
	Pill,
} from "@mantine/core";

/** Sea green: the one colour of the house; states have colours of their own. */
const sea: MantineColorsTuple = [
	"#e6f6f6",
	"#cfe9ea",
	"#a1d3d5",
	"#70bcbf",
	"#47a8ac",
	"#2e9ba0",
	"#1d8a90",
	"#0b6f75",
	"#0b5e63",
	"#034d51",
];

/** No target is smaller than this (WCAG 2.5.8); the library's small sizes are. */
const smallestTarget = "24px";

function isSmall(size: unknown): boolean {
	return size === "xs" || size === "sm" || size === "compact-xs";
}

/** One look for everything: components take their defaults from here, pages set none of their own. */
export const theme = createTheme({
	primaryColor: "sea",
	colors: { sea },
	primaryShade: { light: 7, dark: 8 },
	autoContrast: true,
	defaultRadius: "md",
	cursorType: "pointer",
	respectReducedMotion: true,
	fontFamily:
		'"Inter Variable", "Inter Stand-in", system-ui, "Segoe UI", Roboto, sans-serif',
	fontFamilyMonospace:
		'"JetBrains Mono Variable", "JetBrains Mono Stand-in", ui-monospace, Consolas, "DejaVu Sans Mono", monospace',
	headings: { fontWeight: "600" },
	components: {
		ActionIcon: ActionIcon.extend({
			vars: (_, { size }) => ({
				root: isSmall(size) ? { "--ai-size": smallestTarget } : {},
			}),
		}),
		Button: Button.extend({
			vars: (_, { size }) => ({
				root:
					size === "compact-xs" ? { "--button-height": smallestTarget } : {},
			}),
		}),
		Chip: Chip.extend({
			vars: (_, { size }) => ({
				root: size === "xs" ? { "--chip-size": smallestTarget } : {},
			}),
		}),
		CloseButton: CloseButton.extend({
			vars: (_, { size }) => ({
				root: isSmall(size) ? { "--cb-size": smallestTarget } : {},
			}),
		}),
		Drawer: Drawer.extend({
			defaultProps: { closeButtonProps: { "aria-label": "Close" } },
		}),
		// The first item takes the focus; the invisible stand-in that would take it is no item of a menu (WCAG 4.1.2).
		Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
		Notification: Notification.extend({
			defaultProps: { closeButtonProps: { "aria-label": "Close" } },
			styles: { description: { color: "var(--mantine-color-text)" } },
		}),
		// In dark the library's is as dark as the page.
		Pill: Pill.extend({
			styles: {
				root: {
					backgroundColor: "var(--mantine-color-sea-light)",
					border: "1px solid var(--mantine-color-sea-6)",
					color: "var(--mantine-color-sea-light-color)",
				},
			},
		}),
		Modal: Modal.extend({
			defaultProps: { closeButtonProps: { "aria-label": "Close" } },
			styles: { title: { fontWeight: 600, overflowWrap: "anywhere" } },
		}),
	},
});

/** Colours of text that would otherwise stand out too little (WCAG 2.2, 1.4.3: 4.5 to 1). */
export const cssVariables: CSSVariablesResolver = () => ({
	variables: {},
	light: {
		"--mantine-color-red-filled": "var(--mantine-color-red-9)",
		"--mantine-color-red-filled-hover": "#b02525",
		"--mantine-color-dimmed": "var(--mantine-color-gray-7)",
		"--mantine-color-placeholder": "var(--mantine-color-gray-7)",
		"--mantine-color-anchor": "var(--mantine-color-sea-8)",
		"--mantine-color-error": "var(--mantine-color-red-9)",
		"--mantine-color-sea-light-color": "var(--mantine-color-sea-9)",
		"--mantine-color-green-light-color": "#1b5e20",
		"--mantine-color-red-light-color": "#8c1818",
		"--mantine-color-yellow-light-color": "#6b4a00",
		"--mantine-color-orange-light-color": "#7f3600",
		"--mantine-color-gray-light-color": "var(--mantine-color-gray-8)",
		"--mantine-color-blue-light-color": "#0b4a85",
	},
	dark: {
		"--mantine-color-red-filled": "var(--mantine-color-red-9)",
		"--mantine-color-red-filled-hover": "#b02525",
		"--mantine-color-dimmed": "var(--mantine-color-dark-1)",
		"--mantine-color-placeholder": "var(--mantine-color-dark-1)",
		"--mantine-color-anchor": "var(--mantine-color-sea-3)",
		"--mantine-color-error": "var(--mantine-color-red-4)",
		"--mantine-color-yellow-light": "rgb(250 176 5 / 14%)",
		"--mantine-color-red-light": "rgb(250 82 82 / 16%)",
		"--mantine-color-sea-light-color": "var(--mantine-color-sea-2)",
		"--mantine-color-green-light-color": "var(--mantine-color-green-3)",
		"--mantine-color-red-light-color": "var(--mantine-color-red-3)",
		"--mantine-color-yellow-light-color": "var(--mantine-color-yellow-3)",
		"--mantine-color-orange-light-color": "var(--mantine-color-orange-3)",
		"--mantine-color-gray-light-color": "var(--mantine-color-gray-4)",
		"--mantine-color-blue-light-color": "var(--mantine-color-blue-3)",
	},
});
