import { notifications } from "@mantine/notifications";
import { failureOf } from "../data/api-failure.ts";

/** Says for a moment what an action did. */
export function notifyDone(what: string): void {
	notifications.show({ message: what, color: "green" });
}

/** Says what went wrong with an action that has no place of its own on the page; it stays until it is closed. */
export function notifyProblem(what: string, error: unknown): void {
	const { message, ref } = failureOf(error);
	notifications.show({
		title: what,
		message: ref ? `${message} (ref ${ref})` : message,
		color: "red",
		autoClose: false,
	});
}
