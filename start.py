"""Sets everything up and starts the dashboard, or runs its tests.

    python3 start.py                 start the dashboard (Windows: py start.py)
    python3 start.py --port 9000     the same, at another port
    python3 start.py test [ARGS]     install the test tools, run every check; ARGS go to pytest

Uses the standard library only, because it runs before anything is installed, and avoids newer
syntax so that an old Python can still read it and say what is missing.
"""

from __future__ import annotations

import argparse
import hashlib
import http.client
import importlib.util
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "installed.json"
RUN_REQUIREMENTS = "requirements.txt"
TEST_REQUIREMENTS = "requirements-dev.txt"
OLDEST_PYTHON = (3, 11)
FIRST_PORT = 8501
PORTS_TO_TRY = 50
START_UP_SECONDS = 120
# What pip writes, and what to do about it. The first that matches: without a network pip ends by
# saying that there is no matching distribution, too.
PIP_FAILURES = (
    (
        r"NewConnectionError|NameResolutionError|Temporary failure in name resolution"
        r"|getaddrinfo failed|ConnectTimeout|ConnectionError|ProxyError|Network is unreachable"
        r"|Read timed out|SSLError",
        "The package index could not be reached. Check the network connection; behind a proxy set "
        "HTTPS_PROXY, or set PIP_INDEX_URL to your organisation's own index.",
    ),
    (
        r"No matching distribution",
        "A package has no ready-made version for this Python "
        f"({sys.version_info[0]}.{sys.version_info[1]}) on this machine. Use a 64-bit Python 3.11, "
        "3.12 or 3.13.",
    ),
    (r"No space left", "The disk is full: the packages need about 1 GB."),
)


class SetupError(Exception):
    """Something the reader has to put right; its text says what and how."""


def say(text: str) -> None:
    # Flushed, so that our lines and those of the programs started here keep their order.
    print(text, flush=True)


def check_python(version: tuple[int, ...]) -> None:
    if tuple(version[:2]) < OLDEST_PYTHON:
        raise SetupError(
            "The dashboard needs Python 3.11 or newer; this is Python "
            f"{version[0]}.{version[1]}. Install a newer one, then type the same command with it, "
            "for example: python3.11 start.py (Windows: py -3.11 start.py)."
        )


def venv_python(venv: Path, windows: bool) -> Path:
    return venv / ("Scripts/python.exe" if windows else "bin/python")


def is_installed(module: str) -> bool:
    return importlib.util.find_spec(module) is not None


def venv_command(python: str, venv: Path, *, ensurepip: bool, clear: bool) -> list[str]:
    options = ([] if ensurepip else ["--without-pip"]) + (["--clear"] if clear else [])
    return [python, "-m", "venv", *options, str(venv)]


def pip_command(python: str, inside: Path, *, own_pip: bool) -> list[str]:
    """The pip of the environment whose Python is `inside`, or the system's working on it."""
    return [str(inside), "-m", "pip"] if own_pip else [python, "-m", "pip", "--python", str(inside)]


def install_command(pip: list[str], requirements: str) -> list[str]:
    # Only ready-made packages: a build from source would need compilers and run for an hour.
    options = ["--disable-pip-version-check", "--no-input", "--only-binary", ":all:"]
    return [*pip, "install", *options, "--require-hashes", "-r", requirements]


def check_venv_can_be_made(ensurepip: bool, pip: bool) -> None:
    if not ensurepip and not pip:
        raise SetupError(
            "This Python cannot make an environment: its 'ensurepip' module is missing. On Debian "
            "and Ubuntu type: sudo apt-get install python3-venv   Elsewhere install Python from "
            "its own installer. Then type the same command again."
        )


def digest(path: Path) -> str:
    # Line ends differ between checkouts on Windows and elsewhere; the requirements do not.
    return hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def wanted_stamp(root: Path, requirements: str) -> dict[str, str]:
    """What the stamp holds once `requirements` are in; the test tools include all of the rest."""
    names = {RUN_REQUIREMENTS, requirements}
    python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {"python": python, **{name: digest(root / name) for name in sorted(names)}}


def read_stamp(stamp: Path) -> dict[str, str]:
    """The stamp's content, or nothing where there is none or it was half written."""
    try:
        content = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def is_up_to_date(found: dict[str, str], wanted: dict[str, str]) -> bool:
    return all(found.get(name) == value for name, value in wanted.items())


def is_outdated(found: dict[str, str], wanted: dict[str, str]) -> bool:
    """True when another version is in; false when something is merely not in yet."""
    return any(name in found and found[name] != value for name, value in wanted.items())


def count_requirements(path: Path) -> int:
    return sum("==" in line for line in path.read_text(encoding="utf-8").splitlines())


def works(python: Path, code: str = "") -> bool:
    """Whether `python` runs `code`: not when it is missing, or its base was moved or removed."""
    try:
        return subprocess.run([python, "-c", code], capture_output=True).returncode == 0
    except OSError:
        return False


def make_venv(ensurepip: bool) -> None:
    say("Making a separate Python environment in .venv")
    command = venv_command(sys.executable, VENV, ensurepip=ensurepip, clear=VENV.exists())
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SetupError(
            f"{done.stdout}{done.stderr}\nThe environment could not be made in {VENV}. If the "
            "dashboard is still running, stop it; otherwise check that you may write to this "
            "folder and that the disk is not full. Then type the same command again."
        )


def explain_pip(lines: list[str]) -> str:
    """What went wrong in an installation, from the last lines pip wrote."""
    text = "\n".join(lines)
    known = (advice for sign, advice in PIP_FAILURES if re.search(sign, text))
    advice = next(known, "pip's own message stands above.")
    return (
        f"{text}\n\nThe packages could not be installed. {advice} Then type the same command again."
    )


def install(pip: list[str], requirements: str) -> None:
    total = count_requirements(ROOT / requirements)
    say(f"Installing {total} packages, once; this takes a minute or two")
    last: deque[str] = deque(maxlen=25)
    collected = 0
    with subprocess.Popen(
        install_command(pip, requirements),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for line in process.stdout or ():
            last.append(line.rstrip())
            collected += line.startswith("Collecting")
            show_progress(line, collected, total)
    if process.returncode:
        raise SetupError(explain_pip(list(last)))


def show_progress(line: str, collected: int, total: int) -> None:
    if line.startswith("Installing collected"):
        say(f"{'' if not sys.stdout.isatty() else chr(10)}Unpacking them")
    elif line.startswith("Collecting") and sys.stdout.isatty():
        print(f"\r  fetching {collected} of {total}", end="", flush=True)


def prepare(requirements: str) -> Path:
    """The Python of an environment that holds `requirements`, made or brought up to date."""
    python = venv_python(VENV, windows=os.name == "nt")
    found, wanted = read_stamp(STAMP), wanted_stamp(ROOT, requirements)
    usable = works(python)
    if usable and is_up_to_date(found, wanted):
        return python
    if not usable or is_outdated(found, wanted):
        ensurepip = is_installed("ensurepip") and is_installed("venv")
        check_venv_can_be_made(ensurepip, is_installed("pip") and is_installed("venv"))
        make_venv(ensurepip)
    install(pip_command(sys.executable, python, own_pip=works(python, "import pip")), requirements)
    STAMP.write_text(json.dumps(wanted, indent=2), encoding="utf-8")
    return python


def releases_folder(environment: dict[str, str]) -> Path:
    return ROOT / (environment.get("AP_RELEASES") or "releases")


def has_release(folder: Path) -> bool:
    """Whether members would see a release: the pointer names one that is whole."""
    try:
        current = (folder / "current").read_text(encoding="utf-8").strip()
    except OSError:
        return False
    # The manifest is the last thing written: a build that was stopped has none. A public edition
    # is one file, and a release built here would take its place.
    held = [(folder / current / name).is_file() for name in ("manifest.json", "public.duckdb")]
    return bool(current) and any(held)


def build_command(python: Path, releases: Path) -> list[str]:
    return [str(python), "-m", "data", "build", "--releases", str(releases)]


def build_first_release(python: Path, releases: Path) -> None:
    if has_release(releases):
        return
    say("Building the first release from the published figures and illustrative extracts")
    if subprocess.run(build_command(python, releases), cwd=ROOT).returncode:
        raise SetupError(
            "The first release could not be built; the message above says why. Put that right and "
            "type the same command again."
        )


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            # As the server does: a port closed a moment ago is free. Windows means theft by it.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def choose_port(wanted: int) -> int:
    """`wanted`, or the next free port after it."""
    if not 1 <= wanted <= 65535:
        raise SetupError(
            f"--port {wanted}: a port is a whole number from 1 to 65535, such as 8501."
        )
    last = min(wanted + PORTS_TO_TRY, 65536)
    for port in range(wanted, last):
        if is_free(port):
            return port
    raise SetupError(
        f"Ports {wanted} to {last - 1} are all taken. Give another: start.py --port 9000."
    )


def server_command(python: Path, port: int) -> list[str]:
    options = ["--server.address", "127.0.0.1", "--server.port", str(port)]
    options += ["--server.headless", "true", "--logger.hideWelcomeMessage", "true"]
    return [str(python), "-m", "streamlit", "run", "server.py", *options]


def server_environment(environment: dict[str, str], releases: Path) -> dict[str, str]:
    """Whoever starts it on their own machine is the officer, unless they said otherwise."""
    return {"AP_LOCAL_OFFICER": "1", **environment, "AP_RELEASES": str(releases)}


def answers(port: int, patience: float = 5) -> bool:
    """Whether a server at `port` answers a request: it listens some seconds before it does."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        line.request("GET", "/_stcore/health")
        return bool(line.getresponse().status)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def wait_until_it_answers(server: subprocess.Popen[bytes], port: int) -> None:
    give_up = time.monotonic() + START_UP_SECONDS
    while server.poll() is None and time.monotonic() < give_up:
        if answers(port):
            return
        time.sleep(0.2)
    raise SetupError("The server did not start; its own message stands above.")


def stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def interrupt(_signal: int, _frame: object) -> None:
    raise KeyboardInterrupt


def serve(python: Path, port: int, releases: Path) -> int:
    # Told to end by another program, take the server along as Ctrl+C does.
    signal.signal(signal.SIGTERM, interrupt)
    environment = server_environment(dict(os.environ), releases)
    say("Starting the dashboard and reading its figures; this takes some seconds")
    server = subprocess.Popen(server_command(python, port), cwd=ROOT, env=environment)
    try:
        wait_until_it_answers(server, port)
        say(f"\nThe dashboard is running. Open this address in a browser: http://localhost:{port}")
        say("Only this computer can reach it. To stop it, press Ctrl+C in this window.")
        return server.wait()
    finally:
        stop(server)


def start(wanted_port: int) -> int:
    port = choose_port(wanted_port)
    python = prepare(RUN_REQUIREMENTS)
    releases = releases_folder(dict(os.environ))
    build_first_release(python, releases)
    # Asked again: setting up can take minutes.
    port = choose_port(port)
    if port != wanted_port:
        say(f"Port {wanted_port} is taken by another program; using {port} instead.")
    try:
        return serve(python, port, releases)
    except KeyboardInterrupt:
        say("The dashboard has stopped.")
        return 0


def check_commands(python: Path) -> list[tuple[str, list[str]]]:
    """The checks that come before the tests, in order: name, command line."""
    run = [str(python), "-m"]
    return [
        ("ruff check", [*run, "ruff", "check", "."]),
        ("ruff format --check", [*run, "ruff", "format", "--check", "."]),
        ("mypy", [*run, "mypy"]),
        ("known weaknesses in libraries", [str(python), str(ROOT / ".ci" / "audit.py")]),
    ]


def pytest_command(python: Path, arguments: list[str]) -> list[str]:
    """Of all tests, on every core; tests of a file share what they set up."""
    # In the order of the files: by number of tests those in a browser, few and slow, would be last.
    in_order = ["--dist", "loadfile", "--no-loadscope-reorder"]
    every = [] if arguments else ["-n", "auto", *in_order]
    return [str(python), "-m", "pytest", *every, *arguments]


def exit_code(checks_failed: list[str], pytest_code: int) -> int:
    return pytest_code or int(bool(checks_failed))


def run_tests(arguments: list[str]) -> int:
    python = prepare(TEST_REQUIREMENTS)
    failed = []
    for name, command in check_commands(python):
        say(f"\n{name}")
        if subprocess.run(command, cwd=ROOT).returncode:
            failed.append(name)
    if failed:
        say(f"\nFAILED before the tests: {', '.join(failed)}. The tests run all the same.")
    say("\npytest")
    # Nothing may be printed after this: the last line is pytest's summary.
    return exit_code(failed, subprocess.run(pytest_command(python, arguments), cwd=ROOT).returncode)


def parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="start.py",
        description="Set everything up and start the dashboard.",
        epilog="start.py test [ARGS] installs the test tools and runs every check; ARGS go to pytest.",
    )
    parser.add_argument(
        "--port", type=int, default=FIRST_PORT, help=f"port of the server (default {FIRST_PORT})"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> int:
    try:
        check_python(tuple(sys.version_info[:3]))
        if arguments[:1] == ["test"]:
            return run_tests(arguments[1:])
        return start(parse(arguments).port)
    except SetupError as problem:
        print(f"\n{problem}", file=sys.stderr, flush=True)
        return 1
    except KeyboardInterrupt:
        say("\nStopped.")
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
