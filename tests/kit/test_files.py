import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from causerie.kit.files import CHUNK, FileMissing, Files, FilesUnavailable


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path / "files")


async def collect(files: Files, key: str, start: int = 0, end: int | None = None) -> bytes:
    return b"".join([chunk async for chunk in files.stream(key, start, end)])


async def test_a_file_comes_back_as_it_went_in(files: Files) -> None:
    await files.put("a1/b-2/c_3", b"first")
    await files.put("a1/b-2/c_3", b"second")
    assert await files.get("a1/b-2/c_3") == b"second"
    assert await files.size("a1/b-2/c_3") == 6
    assert await files.exists("a1/b-2/c_3")
    await files.put("empty", b"")
    assert await files.get("empty") == await collect(files, "empty") == b""


async def test_a_file_is_there_for_the_next_program(tmp_path: Path) -> None:
    await Files(f"file://{tmp_path}/files").put("k", b"x")
    assert await Files(str(tmp_path / "files")).get("k") == b"x"


async def test_a_store_that_can_not_says_so(files: Files) -> None:
    await files.put("a", b"a file where a folder should be")
    with pytest.raises(FilesUnavailable):
        await files.put("a/b", b"x")


async def test_a_part_of_a_file_is_streamed(files: Files) -> None:
    data = os.urandom(2 * CHUNK + 7)
    await files.put("k", data)
    assert await collect(files, "k") == data
    assert await collect(files, "k", 5, CHUNK + 9) == data[5 : CHUNK + 9]
    assert await collect(files, "k", len(data) - 3, 10**9) == data[-3:]
    assert await collect(files, "k", len(data) + 3) == b""


async def test_what_is_not_there_is_said_to_be_missing(files: Files) -> None:
    for read in (files.get, files.size, lambda key: collect(files, key)):
        with pytest.raises(FileMissing):
            await read("nothing")
    assert not await files.exists("nothing")
    await files.delete("nothing")
    await files.put("k", b"x")
    await files.delete("k")
    assert not await files.exists("k")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50)
@given(
    key=st.one_of(
        st.sampled_from(["../x", "a/../../x", "/etc/passwd", "a//b", "a/", "", ".", "A", "a\n"]), st.text()
    )
)
async def test_weakness_41_no_key_leads_out_of_the_folder(files: Files, tmp_path: Path, key: str) -> None:
    if not set(key) <= set("abcdefghijklmnopqrstuvwxyz0123456789_-/") or "//" in f"/{key}/":
        with pytest.raises(ValueError, match="a file's key"):
            await files.put(key, b"x")
        with pytest.raises(ValueError, match="a file's key"):
            await files.get(key)
    assert [path.name for path in tmp_path.iterdir()] == ["files"]  # noqa: ASYNC240


async def test_a_file_is_on_the_disk_with_its_folders_before_put_returns(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[str] = []
    fsync = os.fsync

    def watched(descriptor: int) -> None:
        synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    await files.put("new/k", b"x")
    assert synced == [str(tmp_path / "files" / name) for name in ("new/k", "new")] + [str(tmp_path / "files")]
