"""Known vulnerabilities of the locked packages, as pip-audit finds them.

pip-audit can't work offline (pypa/pip-audit#698): it asks a vulnerability service. Where that can't be reached this
says so and does not fail, since nothing is known then; a vulnerability that is found does fail.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCK = ROOT / "requirements.lock"
TOOLS = ROOT / ".venv-audit" / "bin"
"""An environment of its own: pip-audit brings two dozen packages that nothing else needs."""
SECONDS = 240
"""Longest wait; some 120 packages are asked for one by one."""
OUT_OF_REACH = 0
FOUND = 1


def said(found: str) -> tuple[list[str], int]:
    """What pip-audit's JSON tells: lines for people, and the exit code.

    Args:
        found: its standard output.

    Raises:
        ValueError: it is no such report.
    """
    packages = json.loads(found)["dependencies"]
    holes = [
        f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version yet'}"
        for one in packages
        for hole in one.get("vulns", [])
    ]
    known = sum("vulns" in one for one in packages)
    if not known:
        return [f"audit: the service knows none of the {len(packages)} packages from here, so nothing is known"], 0
    unknown = f"; {len(packages) - known} packages are unknown to the service" if known < len(packages) else ""
    return [*holes, f"audit: {len(holes)} known vulnerabilities in {known} packages{unknown}"], FOUND if holes else 0


def main() -> int:
    """Audit the lock file.

    Returns:
        The exit code: 1 when a vulnerability is known.
    """
    tool = shutil.which("pip-audit", path=str(TOOLS)) or shutil.which("pip-audit")
    if tool is None:
        print("audit: pip-audit can't be installed here, so nothing was looked up")
        return OUT_OF_REACH
    command = [tool, "--requirement", str(LOCK), "--no-deps", "--disable-pip", "--format", "json"]
    try:
        done = subprocess.run(  # noqa: S603 - our own argument list
            [*command, "--progress-spinner", "off"], capture_output=True, text=True, check=False, timeout=SECONDS
        )
        lines, code = said(done.stdout)
    except subprocess.TimeoutExpired:
        print(f"audit: the vulnerability service did not answer within {SECONDS} s, so nothing is known")
        return OUT_OF_REACH
    except (ValueError, KeyError, TypeError):
        why = next((line for line in reversed(done.stderr.strip().splitlines()) if line), "no answer")
        print(f"audit: the vulnerability service can't be asked from here, so nothing is known ({why[:200]})")
        return OUT_OF_REACH
    print(*lines, sep="\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
