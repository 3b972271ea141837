"""A clamd of the tests' own: a real one, whose only signature is that of the harmless file that scanners are tried with."""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

# The EICAR test file, in two halves: no scanner is to find it here.
EICAR = (r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STAND" + "ARD-ANTIVIRUS-TEST-FILE!$H+H*").encode()
NAME = "Eicar-Test-Signature"
PATIENCE = 30


def free_port() -> int:
    """Return a port of this machine on which nothing listens."""
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[tuple[str, str]]:
    """Let a clamd run during the block; hand over its address over TCP and that of its socket."""
    port, path = free_port(), folder / "clamd.ctl"
    signatures = folder / "signatures"
    signatures.mkdir()
    digest = hashlib.md5(EICAR, usedforsecurity=False).hexdigest()
    (signatures / "eicar.hdb").write_text(f"{digest}:{len(EICAR)}:{NAME}\n")
    settings = folder / "clamd.conf"
    settings.write_text(
        f"Foreground yes\nDatabaseDirectory {signatures}\nTemporaryDirectory {folder}\n"
        f"TCPSocket {port}\nTCPAddr 127.0.0.1\nLocalSocket {path}\nStreamMaxLength 2M\nMaxThreads 2\nLogFile {folder}/log\n"
    )
    program = shutil.which("clamd") or "/usr/sbin/clamd"
    clamd = subprocess.Popen(
        [program, f"--config-file={settings}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(clamd, path, folder / "log")
        yield f"tcp://127.0.0.1:{port}", f"unix:{path}"
    finally:
        clamd.terminate()
        clamd.wait(PATIENCE)


def _wait_for(clamd: subprocess.Popen[bytes], path: Path, log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and clamd.poll() is None:
        with closing(socket.socket(socket.AF_UNIX)) as asked:
            try:
                asked.connect(str(path))
                asked.sendall(b"zPING\0")
                if asked.recv(10) == b"PONG\0":
                    return
            except OSError:
                time.sleep(0.05)
    raise RuntimeError(log.read_text() if log.exists() else "clamd did not start")
