"""Build wheel and sdist, install them where nothing else is, and use them: `make wheel-check`.

    python -m release.check_wheel [FOLDER]

Everything happens in FOLDER (build/wheel), with the versions of requirements.lock. Checked are: the wheel that the sdist
builds holds the same files; the package works without the clone (`demo` end to end, theme, words, model, starter); and the
lines of the README for pipx and uv run the command, given this wheel; and the Containerfile's first stage builds.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from release.check_version import ROOT, faults_of

NEEDED = (
    "daybook/py.typed",
    "daybook/sample/daybook.toml",
    "daybook/sample/revisions.xml",
    "daybook/starter/about.md",
    "daybook/starter/recipes/github-actions.yml",
    "daybook/theme/pages/event.html",
    "daybook/theme/words/en.toml",
)
"""Files that no import would miss."""


def main(folder: Path) -> None:
    """Run every check; the first that fails ends with its output."""
    if faults := faults_of(ROOT):
        sys.exit("\n".join(faults))
    shutil.rmtree(folder, ignore_errors=True)
    wheel, sdist = build(folder / "dist")
    compare(wheel, sdist, folder)
    constraints = folder / "constraints.txt"
    constraints.write_text(plain_constraints((ROOT / "requirements.lock").read_text("utf-8")), "utf-8")
    program = install(wheel, folder / "bare", constraints)
    use(program, folder / "use")
    take_data(program, folder / "use", wheel, constraints)
    run_tools(wheel, folder, constraints)
    validate(folder / "tools", folder / "use/data")
    build_as_container(folder / "container")
    say(f"sound: {wheel.name} ({wheel.stat().st_size / 1e6:.1f} MB), {sdist.name}")


def build(into: Path) -> tuple[Path, Path]:
    """Build both distributions of the clone."""
    run([sys.executable, "-m", "hatchling", "build", "--directory", into], ROOT)
    return next(into.glob("*.whl")), next(into.glob("*.tar.gz"))


def compare(wheel: Path, sdist: Path, folder: Path) -> None:
    """Hold the wheel against the one that its sdist builds, and look for the data files in it."""
    names = contents(wheel)
    if missing := [name for name in NEEDED if name not in names]:
        sys.exit(f"not in {wheel.name}: {', '.join(missing)}")
    unpacked = folder / "sdist"
    shutil.unpack_archive(sdist, unpacked, filter="data")
    source = next(unpacked.iterdir())
    run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder / "again"], source)
    again = contents(next((folder / "again").glob("*.whl")))
    if names != again:
        sys.exit(f"the sdist builds another wheel: {sorted(names ^ again)}")
    shipped = {f"daybook/{file}" for file in tracked(ROOT / "src/daybook")}
    if missing := sorted(shipped - names):
        sys.exit(f"not in {wheel.name}: {', '.join(missing)}")


def contents(wheel: Path) -> set[str]:
    """Return the names of the files in a wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def tracked(folder: Path) -> list[str]:
    """Return the files of a folder that git knows."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=folder, capture_output=True, check=True).stdout
    return [name for name in listed.decode().split("\0") if name]


def plain_constraints(lock: str) -> str:
    """Return the pinned versions of a lock file without their hashes: pip takes no hashes in constraints."""
    pins = [line.removesuffix(" \\") for line in lock.splitlines() if re.match(r"[a-z0-9]", line)]
    return "".join(f"{pin}\n" for pin in pins)


def install(wheel: Path, folder: Path, constraints: Path) -> Path:
    """Install the wheel into an environment of its own and return the command."""
    run([sys.executable, "-m", "venv", folder], ROOT)
    pip: list[str | Path] = [folder / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "--constraint", constraints, wheel], ROOT)
    return folder / "bin/daybook"


def use(program: Path, folder: Path) -> None:
    """Do what a new user does, in an empty folder, with nothing of the clone in reach."""
    folder.mkdir()
    run([program, "--version"], folder)
    run([program, "demo", "--no-serve", "--quiet"], folder)
    page = folder / "daybook-demo/site/index.json"
    if not json.loads(page.read_bytes()):
        sys.exit(f"empty: {page}")
    run([program, "init", "news", "--quiet"], folder)
    run([program, "check", "--archive", "--config", "daybook-demo/daybook.toml"], folder)
    run([program, "related", "--config", "daybook-demo/daybook.toml", "--text", "An earthquake near the coast"], folder)
    sizes = "from daybook.relate import read_shipped_model as read; assert read()"
    run([program.parent / "python", "-c", sizes], folder)


def take_data(program: Path, folder: Path, wheel: Path, constraints: Path) -> None:
    """Install the extra `data` as documented, export every format, and read a table in three lines."""
    pip: list[str | Path] = [
        program.parent / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    run([*pip, "--constraint", constraints, "--find-links", wheel.parent, "daybook-archive[data]"], folder)
    formats = [part for name in ("parquet", "csv", "jsonl", "sqlite") for part in ("--format", name)]
    run([program, "export", "data", "--config", "daybook-demo/daybook.toml", *formats], folder)
    lines = (
        "from daybook.api import open_archive\n"
        "with open_archive('daybook-demo/archive.sqlite') as archive:\n"
        "    assert archive.to_arrow().num_rows > 300"
    )
    run([program.parent / "python", "-c", lines], folder)


def validate(tools: Path, data: Path) -> None:
    """Hold the descriptions of an export against the validators of their formats."""
    pip: list[str | Path] = [tools / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "frictionless[json]", "mlcroissant"], ROOT)
    run([tools / "bin/frictionless", "validate", "datapackage.json"], data)
    run([tools / "bin/mlcroissant", "validate", "--jsonld", "croissant.json"], data)
    run(["sha256sum", "--check", "--quiet", "SHA256SUMS"], data)


def run_tools(wheel: Path, folder: Path, constraints: Path) -> None:
    """Run the lines that documents give for pipx and uv, with the folder of this wheel as a further index."""
    tools = folder / "tools"
    run([sys.executable, "-m", "venv", tools], ROOT)
    pip: list[str | Path] = [tools / "bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    run([*pip, "pipx", "uv", "cffconvert"], ROOT)
    run([tools / "bin/cffconvert", "--validate", "--infile", ROOT / "CITATION.cff"], folder)
    more = {
        "UV_FIND_LINKS": str(wheel.parent),
        "UV_CONSTRAINT": str(constraints),
        "UV_CACHE_DIR": str(folder / "uv-cache"),
        "UV_TOOL_DIR": str(folder / "uv-tools"),
        "UV_TOOL_BIN_DIR": str(folder / "uv-bin"),
        "PIP_FIND_LINKS": str(wheel.parent),
        "PIP_CONSTRAINT": str(constraints),
        "PIPX_HOME": str(folder / "pipx"),
        "PIPX_BIN_DIR": str(folder / "pipx-bin"),
        "PATH": f"{tools / 'bin'}:{os.environ['PATH']}",
    }
    for line in readme_lines():
        run(["sh", "-c", f"{line} --no-serve" if line.endswith(" demo") else line], folder, more)
    for bin_folder in ("uv-bin", "pipx-bin"):
        run([folder / bin_folder / "daybook", "--version"], folder)


def build_as_container(folder: Path) -> None:
    """Do what the first stage of the Containerfile does, with a folder in place of an image."""
    text = (ROOT / "Containerfile").read_text("utf-8").replace("\\\n", "")
    stage = text[text.index("\nFROM ") : text.rindex("\nFROM ")]
    source, target = folder / "src", folder / "opt"
    source.mkdir(parents=True)
    for copied in re.findall(r"^COPY (.*)$", stage, re.MULTILINE):
        *names, into = copied.split()
        for name in names:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, source / into)
            else:
                shutil.copy(ROOT / name, source / into)
    for line in re.findall(r"^RUN (.*)$", stage, re.MULTILINE):
        python = line.replace("&& python ", f"&& {sys.executable} ")
        run(["sh", "-ec", python.replace("/opt/daybook", str(target))], source)
    run([target / "bin/daybook", "--version"], folder)


def readme_lines() -> list[str]:
    """Return each line of the README that runs or installs the package with pipx or uv."""
    text = (ROOT / "README.md").read_text("utf-8")
    return [line.partition("  #")[0].strip() for line in re.findall(r"^(?:pipx|uvx|uv) .*$", text, re.MULTILINE)]


def run(command: list[str | Path], folder: Path, more: dict[str, str] | None = None) -> None:
    """Run a command that must succeed, with no setting of ours in its environment."""
    say(" ".join(map(str, command)))
    own = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DAYBOOK", "VIRTUAL"))}
    own["PIP_COMPILE"] = "0"  # else pip compiles thousands of modules that nothing here loads
    done = subprocess.run(command, cwd=folder, env=own | (more or {}), capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"exit code {done.returncode}\n{done.stdout}{done.stderr}")


def say(text: str) -> None:
    """Print a line at once, for whoever reads the log of CI."""
    sys.stdout.write(f"wheel: {text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build/wheel").absolute())
