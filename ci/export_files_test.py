#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""The files of `attnwatch export`, of small and of very large runs, and what it refuses.

    export_files_test.py WRITE_SYNTHETIC_RUN ATTNWATCH
"""

import json
import resource
import subprocess

import export_testing
from export_testing import ExportTest, values

_MEMORY_LIMIT_KIB = 200 * 1024


class FilesTest(ExportTest):
    def judge(self) -> None:
        """Leaves verdict.json beside the run: head_dim 65 is 30 % slower."""
        base = self.folder / "base" / "base.json"
        base.parent.mkdir()
        self.run_path.rename(base)
        run = json.loads(base.read_text())
        run["id"] += "-head"
        for case in run["measurements"]:
            # Half a permille either way: runs of identical code are never identical.
            factor = 1 + 0.0005 * (int(case["labels"]["head_dim"]) * 7 % 5 - 2) / 2
            if case["labels"]["head_dim"] == "65":
                factor = 1.3
            for visit in case["visits"]:
                visit["seconds"] = [seconds * factor for seconds in visit["seconds"]]
        self.write_run(run)
        compare = [export_testing.attnwatch(), "compare", base, self.run_path, "--tolerance=10%", "--out", self.folder]
        self.assertEqual(subprocess.run(compare, stdout=subprocess.DEVNULL).returncode, 1)

    def textfile(self) -> str:
        path = self.folder / "attnwatch.prom"
        done = self.export(self.run_path, "--textfile", path)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return path.read_text()

    def test_a_verdict_beside_the_run(self):
        self.judge()
        text = self.textfile()
        self.assertEqual(values(text, "attnwatch_case_verdict", head_dim="65", verdict="regressed"), [1])
        change = values(text, "attnwatch_case_change_ratio", head_dim="65")[0]
        self.assertAlmostEqual(change, 0.3, places=2)
        self.assertEqual(values(text, "attnwatch_verdict_outcome", outcome="regression"), [1])
        check = subprocess.run(["promtool", "check", "metrics"], input=text, text=True, stdout=subprocess.PIPE)
        self.assertEqual(check.returncode, 0, check.stdout)

    def test_a_folder_of_nights(self):
        run = self.read_run()
        for night in range(1, 4):
            run.update(id=f"night-{night}", started_at=f"2026-10-0{night}T02:00:00Z")
            self.write_run(run, self.folder / f"night-{night}.json")
        self.run_path.unlink()
        path = self.folder / "history.om"
        done = self.export(self.folder, "--openmetrics", path)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        lines = path.read_text().splitlines()
        self.assertEqual(lines[-1], "# EOF")
        self.assertEqual(sum(line.startswith("attnwatch_run_complete{") for line in lines), 3)

    def test_ten_thousand_cases(self):
        self.judge()
        verdict_path = self.folder / "verdict.json"
        for path, key in ((self.run_path, "measurements"), (verdict_path, "cases")):
            content = json.loads(path.read_text())
            content[key] = [
                dict(case, labels=dict(case["labels"], kernel=f"kernel_{number}"))
                for number in range(30)
                for case in content[key]
            ]
            path.write_text(json.dumps(content))
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        text = self.textfile()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.assertEqual(len(values(text, "attnwatch_case_verdict", verdict="equivalent")), 10230)
        self.assertLess(after.ru_maxrss, _MEMORY_LIMIT_KIB)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"10230 cases: {cpu:.2f} s of CPU, {after.ru_maxrss / 1024:.0f} MiB")

    def test_says_what_is_wrong(self):
        prom = self.folder / "a.prom"
        broken = self.folder / "broken.json"
        broken.write_text("{")
        other = self.folder / "other.json"
        other.write_text('{"verdict_schema_version": 9}')
        for arguments, parts in (
            ([self.run_path], ["--textfile", "--push"]),
            ([self.folder / "nowhere", "--textfile", prom], ["there is no run"]),
            ([broken, "--textfile", prom], ["broken.json: not valid JSON"]),
            ([self.run_path, "--verdict", other, "--textfile", prom], ["verdict_schema_version", "9"]),
            ([self.run_path, "--textfile", self.folder / "a.txt"], ["a.txt.prom"]),
            ([self.run_path, "--textfile", broken / "a.prom"], ["a.prom"]),
            ([self.run_path, "--push", "nowhere"], ["http://"]),
            ([self.run_path, "--serve", "nowhere"], ["PORT"]),
            ([self.run_path, "--push", "http://a", "--serve", "1"], ["--serve"]),
        ):
            self.assert_one_line(self.export(*arguments), 2, *parts)
        self.assertFalse(prom.exists())


if __name__ == "__main__":
    export_testing.main()
