"""Which files and folders are taken for this user's alone: by tables, and on a real file system."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from runtime.module.private_files import (
    NotOurs,
    is_ours,
    is_safe_above,
    make_folder,
    open_ours,
    require_ours,
    whole_or_not_at_all,
)

from .users import NOBODY, a_plain_user, needs_users

pytestmark = needs_users

ME, OTHER, ROOT, STAFF = 1000, 1001, 0, 50


def about(mode: int, user: int, group: int) -> os.stat_result:
    return os.stat_result((stat.S_IFDIR | mode, 1, 1, 1, user, group, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("mode", "user", "group", "ours", "safe_above"),
    [
        (0o700, ME, ME, True, True),
        (0o755, ME, STAFF, True, True),
        (0o755, ROOT, ROOT, False, True),
        (0o755, OTHER, ME, False, False),
        (0o700, OTHER, OTHER, False, False),
        (0o770, ME, STAFF, False, False),
        (0o775, ME, ME, False, True),  # the user's own group, which has no other member
        (0o777, ME, ME, False, False),
        (0o777, ROOT, ROOT, False, False),
        (0o775, ROOT, ROOT, False, False),
        (0o1777, ROOT, ROOT, False, True),  # as /tmp is
        (0o1770, ME, STAFF, False, True),
        (0o1777, OTHER, OTHER, False, False),
    ],
)
def test_who_may_own_and_write_what(
    mode: int, user: int, group: int, ours: bool, safe_above: bool
) -> None:
    given = about(mode, user, group)
    assert is_ours(given, ME) is ours
    assert is_safe_above(given, ME) is safe_above


def test_the_group_of_number_0_is_not_roots_alone() -> None:
    assert not is_safe_above(about(0o775, ROOT, ROOT), ROOT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The one to be judged, two below another."""
    path = tmp_path / "above" / "middle" / "cache"
    make_folder(path)
    return path


def test_a_folder_of_our_own_is_ours(folder: Path) -> None:
    require_ours(folder)
    require_ours(folder.parent / ".." / "middle" / "." / "cache")


def test_what_is_made_is_for_the_user_alone(folder: Path) -> None:
    before = os.umask(0)
    try:
        make_folder(folder / "more" / "and more")
    finally:
        os.umask(before)
    made = (folder, folder / "more", folder / "more" / "and more")
    assert {stat.S_IMODE(each.stat().st_mode) for each in made} == {0o700}
    make_folder(folder)


def make_pipe(folder: Path) -> None:
    folder.rmdir()
    os.mkfifo(folder)


def make_file(folder: Path) -> None:
    folder.rmdir()
    folder.write_text("")


def link_to_elsewhere(folder: Path) -> None:
    folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to("elsewhere")


def link_above_to_what_others_write(folder: Path) -> None:
    middle = folder.parent
    shared = middle.with_name("shared")
    shared.mkdir()
    middle.rename(shared / "middle")
    middle.symlink_to(shared / "middle")
    shared.chmod(0o777)


@pytest.mark.parametrize(
    "attack",
    [
        lambda folder: folder.chmod(0o720),
        lambda folder: folder.chmod(0o702),
        lambda folder: folder.parent.chmod(0o777),
        lambda folder: folder.parent.parent.chmod(0o703),
        make_pipe,
        make_file,
        link_to_elsewhere,
        link_above_to_what_others_write,
    ],
    ids=[
        "its group",
        "all",
        "all, above",
        "all, further above",
        "a pipe",
        "a file",
        "a link in its place",
        "a link on the way",
    ],
)
def test_what_others_may_have_put_there_is_not_ours(
    folder: Path, attack: Callable[[Path], None]
) -> None:
    attack(folder)
    with pytest.raises(NotOurs, match="others may write to it"):
        require_ours(folder)


def test_an_unsafe_place_is_told_before_the_folder_is_there(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)
    with pytest.raises(NotOurs):
        require_ours(tmp_path / "shared" / "middle" / "cache")
    (tmp_path / "shared").chmod(0o1777)
    with pytest.raises(FileNotFoundError):
        require_ours(tmp_path / "shared" / "middle" / "cache")


def test_links_of_our_own_may_lead_there(folder: Path, tmp_path: Path) -> None:
    for name, target in (("a", "above"), ("b", tmp_path / "a"), ("c", "above/../b")):
        (tmp_path / name).symlink_to(target)
        require_ours(tmp_path / name / "middle" / "cache")


def test_links_that_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "round").symlink_to("round")
    with pytest.raises(OSError, match="symbolic links") as caught:
        require_ours(tmp_path / "round" / "cache")
    assert caught.value.errno == errno.ELOOP
    (tmp_path / "dangling").symlink_to("nothing")
    with pytest.raises(FileNotFoundError):
        require_ours(tmp_path / "dangling" / "cache")


@pytest.mark.skipif("os.geteuid() != 0", reason="only root gives files away")
@pytest.mark.parametrize("which", ["cache", "middle", "link"])
def test_what_another_user_made_is_not_ours(folder: Path, which: str) -> None:
    link = folder.parent.with_name("link")
    link.symlink_to("middle")
    places = {"cache": folder, "middle": folder.parent, "link": link}
    os.chown(places[which], NOBODY, NOBODY, follow_symlinks=False)
    with pytest.raises(NotOurs):
        require_ours(link / "cache")


def test_a_plain_user_does_not_take_what_is_roots() -> None:
    with a_plain_user() as home:
        make_folder(home / "cache")
        require_ours(home / "cache")
        os.chmod(home, 0o775)
        if os.stat(home).st_gid == os.geteuid():
            require_ours(home / "cache")
        with pytest.raises(NotOurs):
            require_ours(Path("/usr"))


def open_descriptors() -> int:
    return len(os.listdir("/dev/fd"))


@pytest.mark.parametrize(
    "make",
    [
        lambda path: path.write_text("text") and path.chmod(0o620),
        lambda path: path.mkdir(),
        os.mkfifo,
        lambda path: path.symlink_to("file"),
        lambda path: None,
    ],
    ids=["others write it", "folder", "pipe", "link", "nothing"],
)
def test_only_a_file_of_our_own_is_opened_and_none_is_left_open(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    (tmp_path / "file").write_text("text")
    with open_ours(tmp_path / "file") as descriptor:
        assert os.read(descriptor, 10) == b"text"
    make(tmp_path / "other")
    before = open_descriptors()
    with pytest.raises((NotOurs, OSError)), open_ours(tmp_path / "other"):
        pass
    assert open_descriptors() == before


def test_a_file_is_whole_or_not_at_all(tmp_path: Path) -> None:
    path, before = tmp_path / "file", open_descriptors()

    def fail() -> None:
        with whole_or_not_at_all(path) as descriptor:
            os.write(descriptor, b"some")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert list(tmp_path.iterdir()) == []
    with whole_or_not_at_all(path) as descriptor:
        os.write(descriptor, b"some")
        assert not path.exists()
    assert path.read_bytes() == b"some"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert open_descriptors() == before
