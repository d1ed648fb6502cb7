"""A fault run: 40 viewers on two replicas behind deploy/nginx.conf, while replicas die, are restarted, and the data are replaced, broken and mended.

`python tests/benchmarks/faults.py [--viewers 40]`. Each viewer does what a browser does: it keeps the cookie and its address, comes back when its
connection is cut, and sometimes loads its page anew. A page load fails when an answer is not 200, when the page does not come within PATIENCE, when it says
that something failed, or when it shows another day than the viewer has chosen.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

import httpx2 as http
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:  # Run as a command, Python knows this folder alone.
    sys.path.insert(0, str(ROOT))

from components.analysis.dates import in_words  # noqa: E402
from tests.benchmarks.capacity import nginx_before  # noqa: E402
from tests.benchmarks.measuring import Failure, Report, about, percentile, rounded, say  # noqa: E402
from tests.benchmarks.pages import NAMED_DAYS, path_of  # noqa: E402
from tests.benchmarks.protocol import Visitor  # noqa: E402
from tests.benchmarks.serving import free_port  # noqa: E402

STEMS = ("three_axis", "timeline", "acquisition", "alliance", "commitments", "indicators")
"""Pages whose charts name date A."""
PATIENCE = 30.0
"""Seconds that a viewer waits for a page, coming back as often as the browser does."""
AGAIN = 0.5
"""Seconds between two attempts to come back."""
THINKING = 2.0
NEXT = "999.0.0"
"""The version of the data that replace the first ones."""
RELOADS = 0.3
"""The share of a viewer's steps that load the page anew."""


class Replica:
    """One process of the dashboard on a port of its own, which can die and come back."""

    def __init__(self, data: Path, log: Path) -> None:
        self.port, self._data, self._log = free_port(), data, log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start it and wait until it is ready; seconds that took."""
        started = time.perf_counter()
        settings = {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "POSTURE_DATA": str(self._data),
            "STREAMLIT_SERVER_COOKIE_SECRET": "fault-run",
        }
        with self._log.open("ab") as taken:
            self._process = subprocess.Popen(
                [sys.executable, str(ROOT / "deploy" / "serve.py")], cwd=ROOT, env={**os.environ, **settings}, stdout=taken, stderr=taken
            )
        while time.perf_counter() - started < 60:
            if self.ready():
                return time.perf_counter() - started
            time.sleep(0.02)
        raise Failure(f"a replica was not ready within 60 s: {self._log.read_text(encoding='utf-8')[-800:]}")

    def ready(self) -> bool:
        try:
            return http.get(f"http://127.0.0.1:{self.port}/readyz", timeout=2).status_code == 200
        except http.HTTPError:
            return False

    def end(self, number: int) -> None:
        """Send a signal and wait until the process has gone."""
        if self._process is not None:
            self._process.send_signal(number)
            self._process.wait(30)


@dataclass
class Counted:
    """What happened to all viewers in one part of the run."""

    steps: int = 0
    loads: int = 0
    cuts: int = 0
    failed: list[str] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)


class Viewer:
    """One browser tab on one page, with a cookie and choices of its own."""

    def __init__(self, address: str, number: int) -> None:
        self._address, self._stem, self._source = address, STEMS[number % len(STEMS)], f"127.0.2.{number + 1}"
        self._chance = random.Random(number)
        self.day = NAMED_DAYS[number % len(NAMED_DAYS)]
        self._cookie = ""
        self._tab: Visitor | None = None

    async def load(self) -> None:
        """Load the page from its address, as after a click on a shared link or on Reload."""
        await self.leave()
        async with http.AsyncClient(transport=http.AsyncHTTPTransport(local_address=self._source)) as browser:
            answer = await browser.get(
                f"{self._address}/{path_of(self._stem)}?a={self.day}",
                headers={"Cookie": self._cookie} if self._cookie else {},
                timeout=PATIENCE,
            )
        if answer.status_code != 200:
            raise Failure(f"the page answered {answer.status_code}")
        self._cookie = answer.headers.get("set-cookie", "").split(";")[0] or self._cookie
        await self._join()

    async def _join(self) -> None:
        self._tab = Visitor(self._address, path_of(self._stem), f"a={self.day}", self._source, {"Cookie": self._cookie})
        await self._tab.open()
        self._check(await self._tab.run())

    async def choose(self) -> None:
        """Change date A."""
        day = self._chance.choice([each for each in NAMED_DAYS if each != self.day])
        tab = self._tab
        if tab is None:
            raise Failure("the viewer has no page")
        self.day = day
        self._check(await tab.run(choice_a=day))

    def _check(self, run) -> None:
        run.checked(len(run.charts))
        words = in_words(pd.Timestamp(self.day))
        if not any(words in spec for spec in run.charts):
            raise Failure(f"the page does not show {words}")

    async def come_back(self) -> None:
        """Connect again with the same cookie and address, as the browser does by itself."""
        await self.leave()
        await self._join()

    async def leave(self) -> None:
        if self._tab is not None:
            tab, self._tab = self._tab, None
            try:
                await tab.close()
            except OSError:
                return

    async def live(self, counted: Callable[[], Counted], over: asyncio.Event) -> None:
        """Choose, think and reload until the run is over."""
        while not over.is_set():
            await asyncio.sleep(min(self._chance.expovariate(1 / THINKING), 3 * THINKING))
            reload = self._chance.random() < RELOADS
            now = counted()
            now.steps += 1
            now.loads += reload
            await self._step(self.load if reload else self.choose, now)

    async def _step(self, action: Callable, now: Counted) -> None:
        started = time.perf_counter()
        try:
            async with asyncio.timeout(PATIENCE):
                try:
                    await action()
                    return
                except Failure:
                    raise
                except Exception:  # The connection was cut: what follows is the browser's own coming back.
                    now.cuts += 1
                while True:
                    try:
                        await self.come_back()
                        now.waits.append(time.perf_counter() - started)
                        return
                    except Failure:
                        raise
                    except Exception:
                        await asyncio.sleep(AGAIN)
        except TimeoutError:
            now.failed.append(f"no page within {PATIENCE:.0f} s")
        except Failure as reason:
            now.failed.append(str(reason))


def replace(file: Path, content: bytes) -> None:
    """Put a file in place of another in one step, as the data's own instructions ask."""
    new = file.with_suffix(".new")
    new.write_bytes(content)
    new.replace(file)


async def run(viewers: int, report: Report) -> None:
    """The parts of the run one after another, under the same viewers."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        data = folder / "data"
        shutil.copytree(ROOT / "data", data)
        replicas = [Replica(data, folder / f"replica-{number}.log") for number in range(2)]
        for replica in replicas:
            stack.callback(replica.end, signal.SIGKILL)
            replica.start()
        address = stack.enter_context(nginx_before([replica.port for replica in replicas]))
        parts: dict[str, Counted] = {}
        took: dict[str, float] = {}
        name = ""

        def counted() -> Counted:
            return parts[name]

        over = asyncio.Event()
        crowd = [Viewer(address, number) for number in range(viewers)]
        await asyncio.gather(*(viewer.load() for viewer in crowd))
        living = [asyncio.create_task(viewer.live(counted, over)) for viewer in crowd]
        terms, rows = data / "terms.csv", []
        sound = terms.read_bytes()
        changed = sound.replace(b" the ", b" this ", 1)
        first, second = replicas

        def restarted(replica: Replica) -> float:
            replica.end(signal.SIGTERM)
            return replica.start()

        def seen(version: str) -> float:
            """Seconds until both replicas show a version of the data."""
            started = time.perf_counter()
            while time.perf_counter() - started < 30:
                told = [http.get(f"http://127.0.0.1:{replica.port}/healthz").json() for replica in replicas]
                if all(version in json.dumps(one) for one in told):
                    break
                time.sleep(0.05)
            return time.perf_counter() - started

        def edited() -> float:
            """One word of a table is another, and the package has another version."""
            replace(terms, changed)
            package = data / "datapackage.json"
            described = json.loads(package.read_text(encoding="utf-8")) | {"version": NEXT}
            replace(package, json.dumps(described, ensure_ascii=False).encode())
            return seen(NEXT)

        def broken() -> float:
            replace(terms, changed[: len(changed) // 2] + b'"\xff\xfe')
            return 0.0

        def mended() -> float:
            replace(terms, changed)
            return seen(NEXT)

        actions: tuple[tuple[str, Callable[[], float]], ...] = (
            ("nothing happens", lambda: 0.0),
            ("one replica is killed (kill -9)", lambda: first.end(signal.SIGKILL) or 0.0),
            ("it is started again", first.start),
            ("the first is restarted (SIGTERM)", lambda: restarted(first)),
            ("the second is restarted (SIGTERM)", lambda: restarted(second)),
            ("the data are replaced", edited),
            ("the data are broken", broken),
            ("the data are mended", mended),
        )
        for name, action in actions:
            parts[name] = Counted()
            say(name)
            took[name] = await asyncio.to_thread(action)
            await asyncio.sleep(12)
        over.set()
        await asyncio.gather(*living)
        for viewer in crowd:
            await viewer.leave()
        for (name, _), part in zip(actions, parts.values(), strict=True):
            rows.append(
                {
                    "what happens": name, "viewers": viewers, "steps": part.steps, "page loads": part.loads, "connections cut": part.cuts, "failed": len(part.failed),
                    "ready again after s": rounded(took[name]) if took[name] else "",
                    "longest way back s": rounded(max(part.waits)) if part.waits else "", "median way back s": rounded(percentile(part.waits, 0.5)) if part.waits else "",
                }
            )  # fmt: skip
            for reason in sorted(set(part.failed)):
                report.fail(f"{name}, {part.failed.count(reason)} times", reason)
        for replica in replicas:
            said = replica._log.read_text(encoding="utf-8", errors="replace")
            if "Traceback" in said:
                report.fail("in a replica's log", said[said.index("Traceback") :][:1200])
        note = (
            f"Two replicas behind deploy/nginx.conf. A step is a choice or, in {RELOADS:.0%} of cases, a page load; {THINKING:.0f} s to think on average. "
            "A cut connection is mended by the viewer's own coming back with its cookie and its address; the way back is the time until the page stood again with the same choices."
        )
        report.add("Fault run", note, rows)


def main() -> None:
    parser = argparse.ArgumentParser(description="Replicas die and come back, data are broken and mended, under viewers.")
    parser.add_argument("--viewers", type=int, default=40)
    asked, report = parser.parse_args(), Report()
    say(json.dumps(about()["versions"]))
    asyncio.run(run(asked.viewers, report))
    sys.exit(1 if report.failures else 0)


if __name__ == "__main__":
    main()
