"""The pure parts of start.py: ports, the stamp of what is installed, the command lines. No network."""

import json
import os
import socket
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

import start

PYTHON = Path("python")


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port of this machine on which something listens."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "requirements.txt").write_text("one==1 \\\n    --hash=sha256:aa\n")
    (tmp_path / "requirements-dev.txt").write_text("one==1\ntwo==2\n")
    return tmp_path


def test_an_old_python_is_told_which_one_is_needed():
    with pytest.raises(start.SetupError, match=r"3\.11 or newer; this is Python 3\.10"):
        start.check_python((3, 10, 12))
    start.check_python((3, 11, 0))
    start.check_python((4, 0, 0))


def test_the_python_of_an_environment_stands_where_each_system_puts_it():
    assert start.venv_python(Path("v"), windows=True) == Path("v/Scripts/python.exe")
    assert start.venv_python(Path("v"), windows=False) == Path("v/bin/python")


def test_a_free_port_is_taken_as_it_is(taken_port):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    assert start.choose_port(free) == free


def test_a_taken_port_gives_way_to_a_later_free_one(taken_port):
    chosen = start.choose_port(taken_port)
    assert taken_port < chosen < taken_port + start.PORTS_TO_TRY
    assert start.is_free(chosen)


@pytest.mark.parametrize("port", [0, -1, 65536, 99999])
def test_a_number_that_is_no_port_is_refused_with_an_example(port):
    with pytest.raises(start.SetupError, match="from 1 to 65535, such as 8501"):
        start.choose_port(port)


def test_when_every_port_is_taken_the_message_names_them(monkeypatch):
    monkeypatch.setattr(start, "is_free", lambda port: False)
    with pytest.raises(start.SetupError, match="Ports 8501 to 8550 are all taken"):
        start.choose_port(8501)
    with pytest.raises(start.SetupError, match="Ports 65530 to 65535 are all taken"):
        start.choose_port(65530)


def test_the_same_requirements_are_up_to_date_whatever_the_line_ends(project):
    before = start.wanted_stamp(project, "requirements.txt")
    text = (project / "requirements.txt").read_bytes()
    (project / "requirements.txt").write_bytes(text.replace(b"\n", b"\r\n"))
    assert start.is_up_to_date(before, start.wanted_stamp(project, "requirements.txt"))


def test_changed_requirements_make_an_environment_outdated(project):
    before = start.wanted_stamp(project, "requirements.txt")
    (project / "requirements.txt").write_text("one==2\n")
    wanted = start.wanted_stamp(project, "requirements.txt")
    assert not start.is_up_to_date(before, wanted)
    assert start.is_outdated(before, wanted)


def test_test_tools_not_in_yet_are_added_without_starting_again(project):
    running = start.wanted_stamp(project, "requirements.txt")
    testing = start.wanted_stamp(project, "requirements-dev.txt")
    assert not start.is_up_to_date(running, testing)
    assert not start.is_outdated(running, testing)


def test_an_environment_with_the_test_tools_also_runs_the_dashboard(project):
    testing = start.wanted_stamp(project, "requirements-dev.txt")
    assert start.is_up_to_date(testing, start.wanted_stamp(project, "requirements.txt"))


def test_an_environment_of_another_python_is_outdated(project):
    wanted = start.wanted_stamp(project, "requirements.txt")
    assert start.is_outdated({**wanted, "python": "3.9"}, wanted)


@pytest.mark.parametrize("content", [None, "", "{", "[]"])
def test_a_stamp_that_is_absent_or_half_written_counts_as_none(tmp_path, content):
    stamp = tmp_path / "installed.json"
    if content is not None:
        stamp.write_text(content)
    assert start.read_stamp(stamp) == {}
    stamp.write_text(json.dumps({"python": "3.11"}))
    assert start.read_stamp(stamp) == {"python": "3.11"}


def test_requirements_are_counted_without_their_hashes(project):
    assert start.count_requirements(project / "requirements.txt") == 1
    assert start.count_requirements(project / "requirements-dev.txt") == 2


def test_an_interpreter_that_is_gone_does_not_work(tmp_path):
    assert start.works(Path(sys.executable))
    assert not start.works(Path(sys.executable), "import no_such_module")
    assert not start.works(tmp_path / "python")


def test_packages_are_installed_with_their_hashes_and_never_built():
    command = start.install_command(["pip"], "requirements.txt")
    assert command[-3:] == ["--require-hashes", "-r", "requirements.txt"]
    assert command[command.index("--only-binary") + 1] == ":all:"


def test_without_a_pip_of_its_own_the_pip_of_the_system_fills_the_environment():
    venv = Path("v")
    command = start.venv_command("python3", venv, ensurepip=False, clear=False)
    assert command == ["python3", "-m", "venv", "--without-pip", "v"]
    pip = start.pip_command("python3", PYTHON, own_pip=False)
    assert pip == ["python3", "-m", "pip", "--python", "python"]
    assert start.pip_command("python3", PYTHON, own_pip=True) == ["python", "-m", "pip"]


def test_an_environment_is_cleared_only_when_asked():
    assert "--clear" in start.venv_command("python3", Path("v"), ensurepip=True, clear=True)
    assert "--clear" not in start.venv_command("python3", Path("v"), ensurepip=True, clear=False)


def test_without_ensurepip_and_pip_the_message_names_the_debian_package():
    with pytest.raises(start.SetupError, match="apt-get install python3-venv"):
        start.check_venv_can_be_made(ensurepip=False, pip=False)
    start.check_venv_can_be_made(ensurepip=True, pip=False)
    start.check_venv_can_be_made(ensurepip=False, pip=True)


@pytest.mark.parametrize(
    ("line", "advice"),
    [
        ("Failed to establish a new connection: NewConnectionError", "network connection"),
        ("ERROR: No matching distribution found for numpy==2", "64-bit Python"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "pip's own message"),
    ],
)
def test_a_failed_installation_says_what_to_do(line, advice):
    message = start.explain_pip(["Collecting one==1", line])
    assert line in message
    assert advice in message
    assert message.endswith("Then type the same command again.")


def test_no_network_is_named_although_pip_ends_by_missing_a_distribution():
    lines = ["Retrying after NameResolutionError", "ERROR: No matching distribution found"]
    assert "could not be reached" in start.explain_pip(lines)


def test_only_a_whole_release_that_is_current_counts(tmp_path):
    assert not start.has_release(tmp_path / "none")
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "manifest.json").write_text("{}")
    assert not start.has_release(tmp_path)  # a draft: nobody published it
    (tmp_path / "current").write_text("one\n")
    assert start.has_release(tmp_path)
    (tmp_path / "current").write_text("gone\n")
    assert not start.has_release(tmp_path)
    (tmp_path / "gone").mkdir()
    (tmp_path / "gone" / "public.duckdb").write_bytes(b"")
    assert start.has_release(tmp_path)  # a public edition: a build would take its place


def test_releases_live_in_the_project_unless_the_environment_says_where(tmp_path):
    assert start.releases_folder({}) == start.ROOT / "releases"
    assert start.releases_folder({"AP_RELEASES": ""}) == start.ROOT / "releases"
    assert start.releases_folder({"AP_RELEASES": "kept"}) == start.ROOT / "kept"
    assert start.releases_folder({"AP_RELEASES": str(tmp_path)}) == tmp_path


def test_the_first_build_goes_where_the_server_will_look():
    folder = Path("releases")
    command = start.build_command(PYTHON, folder)
    assert command == ["python", "-m", "data", "build", "--releases", "releases"]
    assert start.server_environment({}, folder)["AP_RELEASES"] == "releases"


def test_the_server_listens_on_loopback_at_the_chosen_port():
    command = start.server_command(PYTHON, 8502)
    assert command[:5] == ["python", "-m", "streamlit", "run", "server.py"]
    assert command[command.index("--server.address") + 1] == "127.0.0.1"
    assert command[command.index("--server.port") + 1] == "8502"


def test_a_server_that_listens_but_is_not_ready_does_not_answer_yet(taken_port):
    assert not start.answers(taken_port, patience=0.2)


def test_a_server_answers_whatever_it_answers():
    with HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        Thread(target=server.handle_request).start()
        assert start.answers(server.server_port)  # 501: it knows no GET


def test_whoever_starts_it_is_the_officer_unless_they_said_otherwise():
    assert start.server_environment({}, Path("r"))["AP_LOCAL_OFFICER"] == "1"
    kept = start.server_environment({"AP_LOCAL_OFFICER": "0", "HOME": "h"}, Path("r"))
    assert kept["AP_LOCAL_OFFICER"] == "0"
    assert kept["HOME"] == "h"


def test_the_checks_run_in_order_and_the_tests_come_last():
    names = [name for name, _ in start.check_commands(PYTHON)]
    assert names == [
        "ruff check",
        "ruff format --check",
        "mypy",
        "known weaknesses in libraries",
    ]
    assert start.pytest_command(PYTHON, ["-k", "one"]) == ["python", "-m", "pytest", "-k", "one"]
    assert start.pytest_command(PYTHON, [])[3:5] == ["-n", "auto"]


@pytest.mark.parametrize(
    ("failed", "pytest_code", "expected"),
    [([], 0, 0), (["mypy"], 0, 1), ([], 2, 2), (["mypy"], 5, 5)],
)
def test_any_failure_makes_the_exit_code_one_of_failure(failed, pytest_code, expected):
    assert start.exit_code(failed, pytest_code) == expected


def test_arguments_after_test_go_to_pytest(monkeypatch):
    seen = []
    monkeypatch.setattr(start, "run_tests", lambda arguments: seen.extend(arguments) or 0)
    assert start.main(["test", "-k", "port", "-x"]) == 0
    assert seen == ["-k", "port", "-x"]


def test_a_problem_is_printed_without_a_traceback_and_fails(capsys):
    assert start.main(["--port", "99999"]) == 1
    written = capsys.readouterr()
    assert "--port 99999: a port is a whole number" in written.err
    assert "Traceback" not in written.err


def test_importing_it_needs_nothing_but_the_standard_library(tmp_path):
    code = "import sys; sys.path.insert(0, sys.argv[1]); import start; print(start.FIRST_PORT)"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    done = start.subprocess.run(
        [sys.executable, "-S", "-c", code, str(start.ROOT)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "8501", done.stderr
