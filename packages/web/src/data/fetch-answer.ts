import { isAwayStatus, unreachable } from "./api-failure.ts";
import { noteAnswer, noteSilence } from "./reachability.ts";

/**
 * Sends a request to the control plane, and notes whether it answered. An aborted request says nothing about that.
 * @throws ApiFailure when nothing answers, or the reason of the abortion.
 */
export async function fetchAnswer(
	path: string,
	init: RequestInit,
): Promise<Response> {
	let response: Response;
	try {
		response = await fetch(path, init);
	} catch (error) {
		if (init.signal?.aborted) throw error;
		noteSilence();
		throw unreachable();
	}
	if (isAwayStatus(response.status)) noteSilence();
	else noteAnswer();
	return response;
}
