"""Write the bill of materials of an environment that holds production's packages and nothing else: build/sbom.cdx.json.

cyclonedx-py makes it and validates it against CycloneDX's schema. Taken from an environment rather than from the lock, it has each
package's license and what needs what; that it is production's is compared with the lock here. The one library that lies in
the tree itself, plotly.js, is added.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from components.server import charts  # noqa: E402

WRITTEN = ROOT / "build" / "sbom.cdx.json"
NPM = "pkg:npm/"


def pins(file: Path) -> list[Requirement]:
    """The requirements of a file that count on this system and Python; hashes, comments and options are left out."""
    lines = (line.removesuffix("\\").strip() for line in file.read_text(encoding="utf-8").splitlines() if line[:1].isalnum())
    return [pin for pin in map(Requirement, lines) if pin.marker is None or pin.marker.evaluate()]


def described(project: dict[str, Any], direct: list[Requirement]) -> str:
    """The project for the tool: pyproject.toml has no list of packages, so the direct pins are put where the tool looks for them."""
    told = {name: project[name] for name in ("name", "version", "description", "license")}
    told["dependencies"] = [str(pin) for pin in direct]
    return "[project]\n" + "".join(f"{name} = {json.dumps(value)}\n" for name, value in told.items())


def with_plotly_js(bill: dict[str, Any]) -> dict[str, Any]:
    """The bill with the library that draws the charts."""
    name, version = "plotly.js-basic-dist-min", charts.VERSION
    digest = hashlib.sha256(charts.LIBRARY.read_bytes()).hexdigest()
    part = {
        "type": "library", "bom-ref": f"{name}=={version}", "name": name, "version": version, "purl": f"{NPM}{name}@{version}",
        "licenses": [{"license": {"id": "MIT"}}], "hashes": [{"alg": "SHA-256", "content": digest}],
    }  # fmt: skip
    return {**bill, "components": [*bill.get("components", []), part]}


def faults(bill: dict[str, Any], locked: list[Requirement], places: list[str]) -> list[str]:
    """What is wrong with a bill: packages that the lock does not name or that are missing, and paths of this machine."""
    packages = [part for part in bill.get("components", []) if not part.get("purl", "").startswith(NPM)]
    there = {f"{canonicalize_name(part['name'])}=={part['version']}" for part in packages}
    expected = {f"{canonicalize_name(pin.name)}{pin.specifier}" for pin in locked}
    texts = json.dumps(bill, ensure_ascii=False).split('"')
    return [
        *(f"{name} is in the environment, but not in the lock." for name in sorted(there - expected)),
        *(f"{name} is in the lock, but not in the environment." for name in sorted(expected - there)),
        *(f"It names {text}." for text in texts if text.startswith(("file:", *places))),
    ]


def write(environment: Path, written: Path, lock: Path, direct: Path) -> list[str]:
    """Write the bill and say what is wrong with it; one that is wrong is taken away again."""
    written.parent.mkdir(parents=True, exist_ok=True)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    told = written.with_name("sbom.pyproject.toml")
    told.write_text(described(project, pins(direct)), encoding="utf-8")
    command = [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(told), "--mc-type", "application"]
    subprocess.run([*command, "--output-reproducible", "--validate", "--of", "JSON", "-o", str(written), str(environment)], check=True)
    told.unlink()
    bill = with_plotly_js(json.loads(written.read_text(encoding="utf-8")))
    written.write_text(json.dumps(bill, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    found = faults(bill, pins(lock), [str(environment.resolve()), str(ROOT)])
    if found:
        written.unlink()
    return found


def main() -> int:
    """Write the bill of the environment that is named."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("Name the folder of an environment that holds production's packages and nothing else; `make sbom` makes one.")
    found = write(Path(sys.argv[1]), WRITTEN, ROOT / "deploy" / "requirements.lock", ROOT / "requirements.txt")
    print("\n".join(found) or f"{os.path.relpath(WRITTEN, ROOT)} names every package that runs in production.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
