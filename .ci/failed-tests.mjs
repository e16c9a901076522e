import { appendFileSync } from "node:fs";
import { relative, sep } from "node:path";

/** A reporter of jest's: writes the name of each test that fails to the file that FAILED_TESTS names, where it is set. */
export default class FailedTests {
  onTestResult(_test, { testFilePath, testResults, failureMessage }) {
    const report = process.env.FAILED_TESTS;
    if (!report || !failureMessage) return;
    const file = relative(process.cwd(), testFilePath).split(sep).join("/");
    const failed = testResults
      .filter(({ status }) => status === "failed")
      .map(({ fullName }) => `${file} › ${fullName}`);
    // A file that did not even load has no tests.
    for (const name of failed.length > 0 ? failed : [file]) appendFileSync(report, `${name.replaceAll("\n", " ")}\n`);
  }
}
