import { join } from "node:path";
import { readEnvironment } from "@quarterdeck/runtime";
import type { Page } from "playwright-core";
import { testEnvironment } from "../test-environment.ts";

/**
 * A picture of what is seen of the page now, as PNG. With `QD_WRITE_SCREENSHOTS=1` it is also written to
 * docs/guide/images/<name>.png.
 */
export async function screenshot(page: Page, name: string): Promise<Buffer> {
	const folder = join(testEnvironment().repositoryDir, "docs/guide/images");
	const write = readEnvironment().QD_WRITE_SCREENSHOTS === "1";
	return await page.screenshot({
		animations: "disabled",
		caret: "hide",
		...(write ? { path: join(folder, `${name}.png`) } : {}),
	});
}
