"""Reads the reports of one run with the programs that they are made for, and compares the counts.

check-reports.py FOLDER: with the reports ktap, kcidb, junit, junit-gitlab and json in it.
"""

import inspect
import io
import json
import sys
from collections import Counter

import junitparser
import kcidb_io
import kunit_parser
from kunit_printer import Printer

folder = sys.argv[1]
summary = json.load(open(f"{folder}/json"))
counts = summary["counts"]
bad = counts["failed"] + counts["errored"] + counts["flaky"] + counts["unexpectedPasses"]
fine = counts["passed"] + counts["expectedFailures"] + counts["observed"]
total = len(summary["cases"])
assert bad + fine + counts["skipped"] == total, counts
assert counts["failed"] and counts["errored"] and counts["skipped"] and counts["passed"], "a run of each kind was wanted"

out = io.StringIO()
lines = open(f"{folder}/ktap").read().splitlines()
if len(inspect.signature(kunit_parser.parse_run_tests).parameters) == 1:
    # Older parsers have a printer of their own.
    kunit_parser.stdout = Printer(output=out)
    test = kunit_parser.parse_run_tests(lines)
else:
    test = kunit_parser.parse_run_tests(lines, Printer(output=out))
found = test.counts
assert found.errors == 0 and found.crashed == 0, out.getvalue()
assert (found.passed, found.failed, found.skipped) == (fine, bad, counts["skipped"]), (str(found), counts)

report = json.load(open(f"{folder}/kcidb"))
kcidb_io.schema.LATEST.validate(report)
statuses = Counter(test["status"] for test in report["tests"])
assert sum(statuses.values()) == total and statuses["SKIP"] == counts["skipped"], statuses
assert statuses["FAIL"] >= counts["failed"] and statuses["PASS"] == counts["passed"] + counts["unexpectedPasses"]
assert len({test["id"] for test in report["tests"]}) == total

for name in ["junit", "junit-rich", "junit-gitlab"]:
    xml = junitparser.JUnitXml.fromfile(f"{folder}/{name}")
    assert xml.tests == total and xml.errors == counts["errored"], name
    assert xml.failures == counts["failed"] + counts["flaky"] + counts["unexpectedPasses"], name
    cases = [case for suite in xml for case in suite]
    assert len(cases) == total, name

print(f"{total} cases: {fine} fine, {bad} not as expected, {counts['skipped']} skipped")
