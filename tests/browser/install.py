"""Make sure that there is a browser: one that is installed, else Debian's chromium, else Playwright's own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed() -> str:
    """The path of a browser that is there: CHROME_PATH, or one of the usual names; "" when there is none."""
    given = os.environ.get("CHROME_PATH", "")
    if given and Path(given).exists():
        return given
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def from_debian() -> bool:
    """Try Debian's packages; needs apt and the rights to use it."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    calm = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium", "fonts-noto-cjk"]):
        if subprocess.run(command, env=calm, check=False).returncode:
            return False
    return bool(installed())


def from_playwright() -> bool:
    """Try the browser that Playwright downloads."""
    return subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False).returncode == 0


def main() -> int:
    """Say which browser the tests will use; 1 with a sentence when none can be had."""
    if not installed() and not from_debian() and not from_playwright():
        print("No browser can be had. Install Chromium or Google Chrome, or set CHROME_PATH to one, and run this again.")
        return 1
    print(f"Browser: {installed() or 'the one that Playwright downloaded'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
