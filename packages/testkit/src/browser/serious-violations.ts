import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const impacts: readonly unknown[] = ["serious", "critical"];

/**
 * What axe finds on the page as it is now that would keep somebody from using it, one line each: rule, place, why.
 * Targets smaller than 24 px are among it (WCAG 2.5.8). Empty is good.
 */
export async function seriousViolations(page: Page): Promise<string[]> {
	const { violations } = await new AxeBuilder({ page })
		.options({ rules: { "target-size": { enabled: true } } })
		.analyze();
	return violations
		.filter(({ impact }) => impacts.includes(impact))
		.flatMap(({ id, nodes }) =>
			nodes.map(
				({ target, failureSummary = "" }) =>
					`${id} at ${target.join(" ")}: ${failureSummary.replace(/\s+/g, " ")}`,
			),
		);
}
