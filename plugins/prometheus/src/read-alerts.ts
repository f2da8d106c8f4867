import { z } from "zod";
import { type Alert, alertSchema } from "./alert.ts";
import type { PrometheusConfig } from "./prometheus-config.schema.ts";

const answerSchema = z.object({
	status: z.literal("success"),
	data: z.object({ alerts: z.array(alertSchema) }),
});

const timeoutMs = 10_000;
const maxBytes = 8_388_608;

/** The alerts that are pending or firing now. @throws Error in words for whoever configured the address. */
export async function readAlerts(
	{ url = "", bearerToken }: Pick<PrometheusConfig, "bearerToken" | "url">,
	signal: AbortSignal,
): Promise<readonly Alert[]> {
	const address = new URL("api/v1/alerts", url.endsWith("/") ? url : `${url}/`);
	const response = await fetch(address, {
		headers: {
			accept: "application/json",
			...(bearerToken === undefined
				? {}
				: { authorization: `Bearer ${bearerToken}` }),
		},
		// A redirect would take the token elsewhere.
		redirect: "error",
		signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
	});
	if (!response.ok) {
		await response.body?.cancel();
		throw new Error(`Prometheus answered ${response.status}`);
	}
	const read = answerSchema.safeParse(JSON.parse(await boundedText(response)));
	if (!read.success)
		throw new Error("what answers at the address is not Prometheus");
	return read.data.data.alerts;
}

async function boundedText(response: Response): Promise<string> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of response.body ?? []) {
		bytes += chunk.length;
		if (bytes > maxBytes)
			throw new Error(`the list of alerts has more than ${maxBytes} bytes`);
		chunks.push(chunk);
	}
	return Buffer.concat(chunks).toString("utf8");
}
