export { screenshot } from "./screenshot.ts";
export { seriousViolations } from "./serious-violations.ts";
export {
	startTestBrowser,
	whyNoBrowser,
} from "./test-browser.ts";
export { testChromium } from "./test-chromium.ts";
export { phone, type Visitor } from "./visitor.ts";
