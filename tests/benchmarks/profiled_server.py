"""The dashboard as it is hosted, with a profile of every script run: written to BENCH_PROFILE when the server ends.

Beside it, in BENCH_PROFILE.json, how often a script ran, and how long messages took to be serialized outside the script's thread.
"""

from __future__ import annotations

import cProfile
import json
import os
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "deploy")]
os.chdir(ROOT)

import serve  # noqa: E402
import uvicorn  # noqa: E402
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner  # noqa: E402
from streamlit.web.server.starlette import starlette_websocket  # noqa: E402

PROFILE = cProfile.Profile()
COUNTED = {"runs": 0, "skipped": 0, "serialize_seconds": 0.0}
SKIPPED = int(os.environ.get("BENCH_SKIP", "3"))
"""The first runs of the visitor are not the ones that are looked at."""

run_script = ScriptRunner._run_script
serialize = starlette_websocket.serialize_forward_msg


def profiled(self, data):
    """One script run, under the profiler."""
    if COUNTED["skipped"] < SKIPPED:
        COUNTED["skipped"] += 1
        return run_script(self, data)
    COUNTED["runs"] += 1
    PROFILE.enable()
    try:
        return run_script(self, data)
    finally:
        PROFILE.disable()


def timed(message):
    """One message made into bytes; counted for the runs that are looked at."""
    started = time.perf_counter()
    try:
        return serialize(message)
    finally:
        if COUNTED["runs"]:
            COUNTED["serialize_seconds"] += time.perf_counter() - started


ScriptRunner._run_script = profiled
starlette_websocket.serialize_forward_msg = timed
# uvicorn passes the signal on after it has ended: then the process must live to write what it found.
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(0))
try:
    uvicorn.Server(serve.configuration(os.environ["HOST"], int(os.environ["PORT"]))).run()
finally:
    PROFILE.dump_stats(os.environ["BENCH_PROFILE"])
    Path(os.environ["BENCH_PROFILE"] + ".json").write_text(json.dumps(COUNTED), encoding="utf-8")
