import {
	Anchor,
	type AnchorProps,
	Button,
	type ButtonProps,
	NavLink,
	type NavLinkProps,
} from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { ComponentProps } from "react";

/*
 * Mantine's links, for addresses of this UI. `component={Link}` would lose the router's types; these keep them, so that a wrong
 * path, parameter or search parameter is a type error.
 */

type ElementProps<Own> = Own & Omit<ComponentProps<"a">, keyof Own>;

function PlainAnchor(props: ElementProps<AnchorProps>) {
	return <Anchor {...props} />;
}

function PlainButton(props: ElementProps<ButtonProps>) {
	return <Button component="a" {...props} />;
}

function PlainNavLink(props: ElementProps<NavLinkProps>) {
	return <NavLink component="a" {...props} />;
}

/** A link within a text. */
export const AnchorLink = createLink(PlainAnchor);

/** A link that looks like a button. */
export const ButtonLink = createLink(PlainButton);

/** An entry of a navigation menu. */
export const NavEntryLink = createLink(PlainNavLink);
